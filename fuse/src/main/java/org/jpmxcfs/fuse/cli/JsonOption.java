package org.jpmxcfs.fuse.cli;

import picocli.CommandLine.Option;

/** Whether the output is for programs. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean wanted;

    /** Whether JSON is asked for. */
    boolean isWanted() {
        return wanted;
    }
}
