package org.jpmxcfs.materializer.tree;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** All who listen to a tree, as one. */
public final class TreeListeners implements TreeListener {
    private final List<TreeListener> all = new CopyOnWriteArrayList<>();

    /** Nobody yet. */
    public TreeListeners() {}

    /** Tells {@code listener}, too, from now on. */
    public void add(TreeListener listener) {
        all.add(listener);
    }

    @Override
    public void named(Attributes entry) {
        all.forEach(listener -> listener.named(entry));
    }

    @Override
    public void unnamed(Attributes entry) {
        all.forEach(listener -> listener.unnamed(entry));
    }

    @Override
    public void changed(Attributes entry) {
        all.forEach(listener -> listener.changed(entry));
    }

    @Override
    public void removed(Attributes entry, Supplier<Content> content) {
        all.forEach(listener -> listener.removed(entry, content));
    }

    @Override
    public void replaced() {
        all.forEach(TreeListener::replaced);
    }
}
