package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.materializer.history.HistoryException;
import org.jpmxcfs.materializer.tree.Attributes;

/**
 * What has to be written so that a file or directory is again as it was: files that are missing or
 * differ, and directories that are missing. Nothing is ever deleted. It can be shown before it is
 * carried out; what others change in between is replaced all the same.
 */
public final class RestorationPlan {
    /** Locks are taken and freed by those who hold them, and never brought back. */
    private static final String LOCKS = "priv/lock";

    private final SharedFiles now;
    private final List<Action> actions = new ArrayList<>();
    private final Set<String> kept = new TreeSet<>();

    /** What is done to one path. */
    public enum Kind {
        /** A directory is made. */
        MAKE_DIRECTORY,
        /** A file is made. */
        CREATE,
        /** A file gets another content. */
        REPLACE
    }

    /**
     * One thing to do.
     *
     * @param path path of the tree
     * @param content what to write; null for a directory
     * @param sizeNow bytes that are there now; 0 where nothing is
     */
    public record Action(Kind kind, String path, byte[] content, long sizeNow) {}

    private RestorationPlan(SharedFiles now) {
        this.now = now;
    }

    /**
     * Compares the past with what is there now.
     *
     * @param path where it is to be now; it may have had another name then
     */
    static RestorationPlan of(PastState then, String path, SharedFiles now) throws IOException {
        String pathThen = then.nameOf(path);
        RestorationPlan plan = new RestorationPlan(now);
        plan.addParents(path);
        plan.add(then, then.tree().find(pathThen), pathThen, path);
        return plan;
    }

    /** What there is to do, in this order. */
    public List<Action> actions() {
        return List.copyOf(actions);
    }

    /** Paths that are there now and were not there then; they stay. */
    public Set<String> kept() {
        return Set.copyOf(kept);
    }

    /**
     * Carries out one action; each file is replaced at one instant.
     *
     * @return why it could not be done, in words for people; empty when it is done
     */
    public Optional<String> carryOut(Action action) {
        try {
            if (action.kind == Kind.MAKE_DIRECTORY) {
                now.makeDirectory(action.path);
            } else {
                now.replace(action.path, action.content);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(reason(e));
        }
    }

    // What is there already is replaced, so only a guest can be in the way, at its other place.
    private static String reason(IOException failure) {
        if (failure instanceof FileAlreadyExistsException) {
            return "this guest is configured elsewhere; move or delete that first";
        }
        if (failure.getCause() instanceof AccessDeniedException) {
            return "not allowed: no quorum, or not root";
        }
        if (failure instanceof ClusterException) {
            return failure.getMessage();
        }
        return failure instanceof FileSystemException refused && refused.getReason() != null
                ? refused.getReason()
                : failure.toString();
    }

    private void addParents(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            addDirectory(path.substring(0, slash));
        }
    }

    private void addDirectory(String path) throws IOException {
        switch (now.kind(path)) {
            case NOTHING -> actions.add(new Action(Kind.MAKE_DIRECTORY, path, null, 0));
            case FILE -> throw changedKind(path, "a file", "a directory");
            case DIRECTORY -> {
                // It is there.
            }
        }
    }

    private void add(PastState then, Attributes entry, String pathThen, String path)
            throws IOException {
        if (path.equals(LOCKS)) {
            return;
        }
        if (!entry.isDirectory()) {
            addFile(path, then.content(pathThen).orElseThrow());
            return;
        }
        if (!path.isEmpty()) {
            addDirectory(path);
        }
        List<Attributes> children = new ArrayList<>(then.list(pathThen));
        children.sort(Comparator.comparing(Attributes::name));
        for (Attributes child : children) {
            add(then, child, below(pathThen, child.name()), below(path, child.name()));
        }
        addKept(then, pathThen, path);
    }

    private void addFile(String path, byte[] content) throws IOException {
        switch (now.kind(path)) {
            case NOTHING -> actions.add(new Action(Kind.CREATE, path, content, 0));
            case DIRECTORY -> throw changedKind(path, "a directory", "a file");
            case FILE -> {
                byte[] present = now.read(path).orElse(new byte[0]);
                if (!Arrays.equals(present, content)) {
                    actions.add(new Action(Kind.REPLACE, path, content, present.length));
                }
            }
        }
    }

    // The special files and links at the root are no part of the tree.
    private void addKept(PastState then, String pathThen, String path) throws IOException {
        if (path.isEmpty()) {
            return;
        }
        for (String child : now.list(path)) {
            if (then.tree().find(below(pathThen, child)) == null) {
                kept.add(below(path, child));
            }
        }
    }

    private static String below(String directory, String name) {
        return directory.isEmpty() ? name : directory + '/' + name;
    }

    private static HistoryException changedKind(String path, String now, String then) {
        return new HistoryException(
                "%s is %s now and was %s then; move it away first"
                        .formatted(Printable.path(path), now, then));
    }
}
