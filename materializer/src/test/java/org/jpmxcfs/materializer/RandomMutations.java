package org.jpmxcfs.materializer;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;

/** Mutations of every kind over a small set of names, so that many of them meet. */
final class RandomMutations {
    private static final String[] DIRECTORIES = {
        "", "a", "b", "a/c", "nodes", "nodes/n1", "nodes/n1/qemu-server", "priv", "priv/lock"
    };
    private static final String[] NAMES = {
        "a", "b", "c", "nodes", "n1", "qemu-server", "priv", "lock", "100.conf", "f", "\u00ff\u0080"
    };

    private final RandomGenerator random;

    RandomMutations(long seed) {
        random = new Random(seed);
    }

    Mutation next() {
        int kind = random.nextInt(100);
        if (kind < 15) {
            return new Mutation.Create(place());
        } else if (kind < 25) {
            return new Mutation.MakeDirectory(place());
        } else if (kind < 65) {
            return new Mutation.Write(place(), random.nextInt(3000), bytes());
        } else if (kind < 70) {
            return new Mutation.Truncate(place(), random.nextInt(4000));
        } else if (kind < 80) {
            return new Mutation.Rename(place(), place());
        } else if (kind < 90) {
            return new Mutation.Delete(place());
        } else if (kind < 95) {
            return new Mutation.SetMtime(place(), random.nextLong(1L << 32));
        } else if (kind < 96) {
            return new Mutation.Unlock(place(), new byte[32]);
        }
        return new Mutation.LogMessage(
                random.nextInt(8), random.nextInt(1 << 15), "n1", "root@pam", "t", "text \u00ff");
    }

    private Location place() {
        String directory = DIRECTORIES[random.nextInt(DIRECTORIES.length)];
        String name = NAMES[random.nextInt(NAMES.length)];
        return Location.of(directory.isEmpty() ? name : directory + "/" + name);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        return bytes;
    }
}
