package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jpmxcfs.log.model.Names;

/** The format of git-fast-import(1): commits one after the other on the branch {@code main}. */
final class GitStream {
    private static final String BRANCH = "refs/heads/main";

    private final OutputStream out;
    private boolean continues;

    GitStream(OutputStream out) {
        this.out = out;
    }

    /** Begins a stream for a new repository. */
    void begin() throws IOException {
        line("feature done");
    }

    /** Begins a stream for a repository that has the commits before. */
    void continueBranch() throws IOException {
        begin();
        continues = true;
    }

    /** Whether git takes no file of this path, as it would be its own. */
    static boolean isForbidden(String path) {
        for (String name : path.split("/")) {
            if (name.toLowerCase(Locale.ROOT).equals(".git")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes a commit.
     *
     * @param mark its number in the marks of git
     * @param author who made it
     * @param seconds when, since 1970
     * @param removed paths that are gone
     * @param changed contents of new and changed files by their paths
     */
    void commit(
            long mark,
            String author,
            long seconds,
            String message,
            Set<String> removed,
            Map<String, byte[]> changed)
            throws IOException {
        line("commit " + BRANCH);
        line("mark :" + mark);
        String name = author.replaceAll("[<>\\p{Cntrl}]", "?");
        String person = name + " <" + name + "@jpmxcfs> " + seconds + " +0000";
        line("author " + person);
        line("committer " + person);
        data((message + "\n").getBytes(StandardCharsets.UTF_8));
        if (continues) {
            line("from " + BRANCH + "^0");
            continues = false;
        }
        for (String path : removed) {
            line("D " + quoted(path));
        }
        for (Map.Entry<String, byte[]> file : changed.entrySet()) {
            line("M 100644 inline " + quoted(file.getKey()));
            data(file.getValue());
        }
        line("");
    }

    /** Ends the stream; without this git takes it for cut off. */
    void end() throws IOException {
        line("done");
        out.flush();
    }

    private void data(byte[] bytes) throws IOException {
        line("data " + bytes.length);
        out.write(bytes);
        line("");
    }

    private void line(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    /** As in C: names in the tree are bytes, and any may be among them but NUL and slash. */
    private static String quoted(String path) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : Names.toBytes(path)) {
            char c = (char) (b & 0xff);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append('\\').append(String.format("%03o", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
