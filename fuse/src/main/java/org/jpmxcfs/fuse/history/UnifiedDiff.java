package org.jpmxcfs.fuse.history;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.log.model.Names;

/** The difference of two contents of a file, as diff(1) shows it with {@code -u}. */
public final class UnifiedDiff {
    private static final int CONTEXT_LINES = 3;
    private static final String NOTHING = "/dev/null";

    private UnifiedDiff() {}

    /** The lines of the difference; none when there is none. */
    public static List<String> of(FileDifference file) {
        return of(file.pathBefore(), file.before(), file.pathAfter(), file.after());
    }

    /**
     * The lines of the difference; none when there is none.
     *
     * @param oldName path of the file before, for the heading
     * @param before null when the file was not there
     * @param newName path of the file after
     * @param after null when the file is not there
     */
    public static List<String> of(String oldName, byte[] before, String newName, byte[] after) {
        if (Arrays.equals(before, after)) {
            return List.of();
        }
        String from = before == null ? NOTHING : "a/" + Printable.name(oldName);
        String to = after == null ? NOTHING : "b/" + Printable.name(newName);
        if (isBinary(before) || isBinary(after)) {
            return List.of("Binary files " + from + " and " + to + " differ");
        }
        List<String> old = lines(before);
        List<String> lines =
                UnifiedDiffUtils.generateUnifiedDiff(
                        from, to, old, DiffUtils.diff(old, lines(after)), CONTEXT_LINES);
        // A range without lines begins at the line before it; the library counts one more.
        lines.replaceAll(
                line -> line.startsWith("@@ ") ? line.replaceAll("([-+])1,0 ", "$10,0 ") : line);
        // An empty file that came or went has no lines that differ.
        return lines.isEmpty() ? List.of("--- " + from, "+++ " + to) : lines;
    }

    private static boolean isBinary(byte[] content) {
        if (content == null) {
            return false;
        }
        String text = Names.toText(Names.ofBytes(content));
        return text.indexOf('\0') >= 0
                || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), content);
    }

    // A last line that does not end differs from the same line with an end, and says so.
    private static List<String> lines(byte[] content) {
        if (content == null || content.length == 0) {
            return List.of();
        }
        String text = new String(content, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        String last = lines.remove(lines.size() - 1);
        if (!last.isEmpty()) {
            lines.add(last + "\n\\ No newline at end of file");
        }
        return lines;
    }
}
