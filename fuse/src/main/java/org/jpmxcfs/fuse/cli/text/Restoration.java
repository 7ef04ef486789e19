package org.jpmxcfs.fuse.cli.text;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/**
 * What has to be written to a mount so that a file or directory is again as it was: files that are
 * missing or differ, and directories that are missing. Nothing is ever deleted.
 */
public final class Restoration {
    /** Locks are taken and freed by those who hold them, and never brought back. */
    private static final String LOCKS = "priv/lock";

    private final Path mount;
    private final List<Action> actions = new ArrayList<>();
    private final Set<String> kept = new TreeSet<>();

    /** What is done to one path. */
    enum Kind {
        MAKE_DIRECTORY("mkdir"),
        CREATE("create"),
        REPLACE("replace");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /**
     * One thing to do.
     *
     * @param name path of the tree
     * @param content what to write; null for a directory
     * @param sizeNow bytes that are there now; 0 where nothing is
     */
    public record Action(Kind kind, String name, byte[] content, long sizeNow) {
        /** The action for people. */
        public String line() {
            String sizes =
                    switch (kind) {
                        case MAKE_DIRECTORY -> "";
                        case CREATE -> "  " + content.length + " bytes";
                        case REPLACE -> "  " + sizeNow + " -> " + content.length + " bytes";
                    };
            return "%-8s %s%s".formatted(kind.word, TreeText.path(name), sizes);
        }
    }

    private Restoration(Path mount) {
        this.mount = mount;
    }

    /**
     * Compares the past with what the mount shows now.
     *
     * @param then the past state
     * @param nameThen what is to be brought back, by its path at that time
     * @param name where it is to be now
     * @param mount root of the mounted tree
     */
    public static Restoration of(Tree then, String nameThen, String name, Path mount)
            throws CommandFailure, IOException {
        Restoration restoration = new Restoration(mount);
        restoration.addParents(name);
        restoration.add(then, then.find(nameThen), nameThen, name);
        return restoration;
    }

    /** What there is to do, in this order. */
    public List<Action> actions() {
        return actions;
    }

    /** Paths that are there now and were not there then; they stay. */
    public Set<String> kept() {
        return kept;
    }

    /** Carries out one action; each file is replaced at one instant. */
    public void carryOut(Action action) throws IOException {
        Path path = path(action.name);
        if (action.kind == Kind.MAKE_DIRECTORY) {
            Files.createDirectory(path);
            return;
        }
        Path unfinished =
                path.resolveSibling(path.getFileName() + ".tmp." + ProcessHandle.current().pid());
        Files.write(unfinished, action.content);
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    private void addParents(String name) throws CommandFailure {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            addDirectory(name.substring(0, slash));
        }
    }

    private void addDirectory(String name) throws CommandFailure {
        if (!Files.exists(path(name))) {
            actions.add(new Action(Kind.MAKE_DIRECTORY, name, null, 0));
        } else if (!Files.isDirectory(path(name))) {
            throw changedKind(name, "a file", "a directory");
        }
    }

    private void add(Tree then, Attributes entry, String nameThen, String name)
            throws CommandFailure, IOException {
        if (name.equals(LOCKS)) {
            return;
        }
        if (!entry.isDirectory()) {
            addFile(name, TreeText.content(then, nameThen));
            return;
        }
        if (!name.isEmpty()) {
            addDirectory(name);
        }
        List<Attributes> children = new ArrayList<>(then.list(entry.inode()));
        children.sort(Comparator.comparing(Attributes::name));
        for (Attributes child : children) {
            add(then, child, TreeText.below(nameThen, child), TreeText.below(name, child));
        }
        addKept(then, nameThen, name);
    }

    private void addFile(String name, byte[] content) throws CommandFailure, IOException {
        Path path = path(name);
        if (Files.isDirectory(path)) {
            throw changedKind(name, "a directory", "a file");
        }
        if (!Files.exists(path)) {
            actions.add(new Action(Kind.CREATE, name, content, 0));
            return;
        }
        byte[] now = Files.readAllBytes(path);
        if (!Arrays.equals(now, content)) {
            actions.add(new Action(Kind.REPLACE, name, content, now.length));
        }
    }

    // The special files and links at the root are no part of the tree.
    private void addKept(Tree then, String nameThen, String name) throws IOException {
        Path directory = path(name);
        if (name.isEmpty() || !Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String child = Names.ofText(file.getFileName().toString());
                if (then.find(nameThen + '/' + child) == null) {
                    kept.add(name + '/' + child);
                }
            }
        }
    }

    private Path path(String name) {
        return mount.resolve(Names.toText(name));
    }

    private static CommandFailure changedKind(String name, String now, String then) {
        return new CommandFailure(
                "%s is %s now and was %s then; move it away first"
                        .formatted(TreeText.path(name), now, then));
    }
}
