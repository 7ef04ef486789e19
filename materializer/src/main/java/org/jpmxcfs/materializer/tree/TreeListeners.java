package org.jpmxcfs.materializer.tree;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who listen to a tree, as one. One that fails is told no more: the change that it was told of
 * is made, and neither the order nor the other listeners may suffer for it.
 */
public final class TreeListeners implements TreeListener {
    private static final Logger LOG = LoggerFactory.getLogger(TreeListeners.class);

    private final List<TreeListener> all = new CopyOnWriteArrayList<>();

    /** Nobody yet. */
    public TreeListeners() {}

    /** Tells {@code listener}, too, from now on. */
    public void add(TreeListener listener) {
        all.add(listener);
    }

    @Override
    public void named(Attributes entry) {
        tell(listener -> listener.named(entry));
    }

    @Override
    public void unnamed(Attributes entry) {
        tell(listener -> listener.unnamed(entry));
    }

    @Override
    public void changed(Attributes entry) {
        tell(listener -> listener.changed(entry));
    }

    @Override
    public void removed(Attributes entry, Supplier<Content> content) {
        tell(listener -> listener.removed(entry, content));
    }

    @Override
    public void replaced() {
        tell(TreeListener::replaced);
    }

    private void tell(Consumer<TreeListener> change) {
        for (TreeListener listener : all) {
            try {
                change.accept(listener);
            } catch (RuntimeException e) {
                all.remove(listener);
                LOG.error("{} failed, and hears of no change any more", listener, e);
            }
        }
    }
}
