package org.jpmxcfs.materializer.views;

/** Kinds of guests, with the directory that holds their configurations and their public name. */
public enum GuestType {
    /** A virtual machine. */
    QEMU("qemu-server", "qemu"),
    /** A container. */
    LXC("lxc", "lxc"),
    /** A container of the kind before. */
    OPENVZ("openvz", "openvz");

    private final String directory;
    private final String label;

    GuestType(String directory, String label) {
        this.directory = directory;
        this.label = label;
    }

    /** Name of the directory below {@code nodes/NODE}. */
    public String directory() {
        return directory;
    }

    /** Its name in {@code .vmlist}. */
    public String label() {
        return label;
    }

    /** The type whose directory has this name, or null. */
    public static GuestType ofDirectory(String name) {
        for (GuestType type : values()) {
            if (type.directory.equals(name)) {
                return type;
            }
        }
        return null;
    }
}
