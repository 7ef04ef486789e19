package org.jpmxcfs.materializer.tree;

import java.util.Random;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;

/**
 * Mutations of all kinds over a small set of names, so that they often meet: about half of them are
 * refused.
 */
public final class RandomMutations {
    private static final String[] DIRECTORIES = {
        "",
        "d",
        "d/e",
        "priv",
        "priv/lock",
        "priv/lock/a",
        "nodes",
        "nodes/n1",
        "nodes/n2",
        "nodes/n1/qemu-server",
        "nodes/n2/qemu-server",
        "nodes/n2/lxc",
        "nodes/a_b",
        "nodes/a_b/lxc",
        "f"
    };
    private static final String[] NAMES = {
        "a",
        "b",
        "f",
        "d",
        "e",
        "priv",
        "lock",
        "nodes",
        "n1",
        "n2",
        "qemu-server",
        "lxc",
        "100.conf",
        "101.conf",
        "100.conf.tmp",
        "user.cfg",
        "storage.cfg",
        "a_b",
        ".",
        "..",
        "\u00ff\u0001"
    };

    private final Random random;
    private final Tree tree; // to address by inode, and to know checksums

    /** Mutations that have to do with what is in {@code tree} at the moment. */
    public RandomMutations(Random random, Tree tree) {
        this.random = random;
        this.tree = tree;
    }

    /** Another mutation. */
    public Mutation next() {
        switch (random.nextInt(16)) {
            case 0, 1:
                return new Mutation.Create(location());
            case 2, 3, 4:
                return new Mutation.MakeDirectory(
                        random.nextBoolean() ? Location.of(directory()) : location());
            case 5, 6, 7, 8:
                return new Mutation.Write(location(), offset(), bytes());
            case 9:
                return new Mutation.Truncate(location(), offset());
            case 10, 11, 12:
                return new Mutation.Rename(location(), location());
            case 13:
                return new Mutation.Delete(location());
            case 14:
                return new Mutation.SetMtime(location(), random.nextInt(3000));
            default:
                return unlockOrLog();
        }
    }

    private Mutation unlockOrLog() {
        if (random.nextInt(3) == 0) {
            return new Mutation.LogMessage(6, 1, "n1", "root@pam", "t", "text");
        }
        Location at = location();
        Attributes lock = tree.find(at);
        byte[] checksum =
                lock == null || random.nextBoolean() ? new byte[32] : LockChecksum.of(lock);
        return new Mutation.Unlock(at, checksum);
    }

    private Location location() {
        String directory = directory();
        String name = NAMES[random.nextInt(NAMES.length)];
        String path = directory.isEmpty() ? name : directory + "/" + name;
        Attributes parent = tree.find(directory);
        if (parent != null && random.nextInt(4) == 0) {
            return new Location(parent.inode(), name);
        }
        Attributes entry = tree.find(path);
        if (entry != null && random.nextInt(4) == 0) {
            return Location.of(entry.inode());
        }
        return random.nextInt(50) == 0 ? new Location(random.nextInt(40), "") : Location.of(path);
    }

    private String directory() {
        return DIRECTORIES[random.nextInt(DIRECTORIES.length)];
    }

    private long offset() {
        int kind = random.nextInt(30);
        if (kind == 0) {
            return (1 << 20) - random.nextInt(20);
        }
        return kind < 15 ? 0 : random.nextInt(200);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }
}
