package org.jpmxcfs.fuse.mount.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the version of the running kernel says that its protocol does not. */
final class KernelVersion {
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int MAJOR_TRIED = 6;
    private static final int MINOR_TRIED = 18;

    private KernelVersion() {}

    /**
     * Whether to tell the kernel of a name waits for an answer about that name that is under way.
     * Newer kernels than those that this was tried with may look for the name first, not find it,
     * and then keep what the answer says: there each name is asked for each time.
     */
    static boolean keepsNames() {
        return keepsNames(System.getProperty("os.version"));
    }

    static boolean keepsNames(String release) {
        Matcher version = RELEASE.matcher(release);
        if (!version.matches()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return major < MAJOR_TRIED || (major == MAJOR_TRIED && minor <= MINOR_TRIED);
    }
}
