package org.jpmxcfs.materializer;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tree, and the database that it is stored in and has its contents from. */
record StoredTree(SqliteStore store, Tree tree) {
    private static final Logger LOG = LoggerFactory.getLogger(StoredTree.class);

    /**
     * Loads the tree of a database.
     *
     * @param loader without rows
     * @throws IOException when the database cannot be read or is damaged
     */
    static StoredTree load(
            SqliteStore store, TreeLoader loader, MaterializerConfig config, LongSupplier nanoClock)
            throws IOException {
        store.load(loader);
        Tree tree = loader.load(store, new LockTable(nanoClock), config.contentCacheBytes());
        for (String warning : loader.warnings()) {
            LOG.warn("{}: {}", store.file(), warning);
        }
        return new StoredTree(store, tree);
    }
}
