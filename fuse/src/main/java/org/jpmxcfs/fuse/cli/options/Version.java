package org.jpmxcfs.fuse.cli.options;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version in the manifest of the jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "jpmxcfs " + (version == null ? "(not packaged)" : version),
            "Java " + System.getProperty("java.version") + " " + System.getProperty("java.vendor")
        };
    }
}
