package org.jpmxcfs.fuse.mount.kernel.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the kernel is told without having asked. Built in place; one thread. */
public final class Notice {
    /** Most bytes of one. */
    public static final int BYTES_MAX = 40 + Request.NAME_BYTES_MAX + 1;

    private static final int INVALIDATE_INODE = 2;
    private static final int INVALIDATE_ENTRY = 3;
    private static final int EXPIRE_ONLY = 1;
    private static final long ATTRIBUTES_ONLY = -1;

    private final ByteBuffer bytes;

    /** Builds notices at the start of {@code bytes}. */
    public Notice(ByteBuffer bytes) {
        this.bytes = bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    /** Attributes and all cached content, or listing, of a node are void. Returns the size. */
    public int nodeChanged(long node) {
        return node(node, 0);
    }

    /** The attributes of a node are void. Returns the size. */
    public int attributesChanged(long node) {
        return node(node, ATTRIBUTES_ONLY);
    }

    private int node(long node, long offset) {
        begin(INVALIDATE_INODE);
        bytes.putLong(node).putLong(offset).putLong(0);
        return finish();
    }

    /**
     * What is known of a name in a directory is void. Returns the size.
     *
     * @param expires whether the kernel only asks for it again when it is used next
     */
    public int nameChanged(long directory, String name, boolean expires) {
        begin(INVALIDATE_ENTRY);
        bytes.putLong(directory).putInt(name.length()).putInt(expires ? EXPIRE_ONLY : 0);
        for (int i = 0; i < name.length(); i++) {
            bytes.put((byte) name.charAt(i));
        }
        bytes.put((byte) 0);
        return finish();
    }

    private void begin(int code) {
        bytes.clear().position(4);
        bytes.putInt(code).putLong(0); // a notice answers nothing
    }

    private int finish() {
        bytes.putInt(0, bytes.position());
        return bytes.position();
    }
}
