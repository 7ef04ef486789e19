package org.jpmxcfs.fuse.cli.text;

/**
 * A command cannot do what was asked. The message is one line that names the thing, the reason and
 * the remedy; it is shown as it is and the command ends with 1.
 */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Fails with this line. */
    public CommandFailure(String line) {
        super(line);
    }

    /** Fails with this line, because of something else. */
    public CommandFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
