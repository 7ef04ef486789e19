package org.jpmxcfs.fuse.cli.options;

import picocli.CommandLine.Option;

/** Whether the output is for programs. */
public final class JsonOption {
    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean wanted;

    /** Whether JSON is asked for. */
    public boolean isWanted() {
        return wanted;
    }
}
