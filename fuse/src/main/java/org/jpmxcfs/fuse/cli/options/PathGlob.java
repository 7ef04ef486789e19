package org.jpmxcfs.fuse.cli.options;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.history.Step;

/** A pattern of paths, as in a shell; what it matches stands for everything below it too. */
public final class PathGlob {
    private final PathMatcher matcher;

    /**
     * Reads a pattern.
     *
     * @throws CommandFailure when it is none
     */
    public PathGlob(String glob) throws CommandFailure {
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException malformed) {
            throw new CommandFailure(
                    "'"
                            + Printable.line(glob)
                            + "' is not a pattern: "
                            + malformed.getDescription()
                            + "; write it as in a shell, such as 'nodes/*/qemu-server/*.conf'",
                    malformed);
        }
    }

    /** Whether a change has to do with what the pattern names. */
    public boolean matches(Step step) {
        if (step.takeover() != null) {
            return step.takeover().sizes().keySet().stream().anyMatch(this::matches);
        }
        return matches(step.path()) || step.target() != null && matches(step.target());
    }

    /** Whether a path is what the pattern names, or below that. */
    public boolean matches(String name) {
        for (Path at = Path.of(Names.toText(name)); at != null; at = at.getParent()) {
            if (matcher.matches(at)) {
                return true;
            }
        }
        return false;
    }
}
