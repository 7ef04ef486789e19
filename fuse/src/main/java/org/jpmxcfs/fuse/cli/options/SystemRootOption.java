package org.jpmxcfs.fuse.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ErrorLines;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.systemd.ServiceDefaults;
import org.jpmxcfs.fuse.systemd.ServiceUnit;
import org.jpmxcfs.fuse.systemd.Systemctl;
import picocli.CommandLine.Option;

/** The system whose services are meant: the one that runs, except in tests. */
public final class SystemRootOption {
    @Option(names = "--root", paramLabel = "DIR", defaultValue = "/", hidden = true)
    private Path root;

    /** The unit file of that system. */
    public ServiceUnit unit() {
        return new ServiceUnit(root);
    }

    /** The options with which its service mounts. */
    public ServiceDefaults defaults() {
        return new ServiceDefaults(root);
    }

    /** Its systemctl. */
    public Systemctl systemctl() {
        return new Systemctl(root);
    }

    /** Runs systemctl, which has to succeed. */
    public void require(String... arguments) throws CommandFailure {
        String command = "systemctl " + String.join(" ", arguments);
        try {
            Systemctl.Said said = systemctl().run(arguments);
            if (said.status() != 0) {
                String reason = said.text().lines().findFirst().orElse("status " + said.status());
                throw new CommandFailure(
                        command + " failed: " + Printable.line(reason) + "; try it as root");
            }
        } catch (IOException failed) {
            throw new CommandFailure(
                    command + " failed: " + ErrorLines.describe(failed) + "; is systemd installed?",
                    failed);
        }
    }
}
