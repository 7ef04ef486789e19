package org.jpmxcfs.log.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Entries of every kind from a seed, for tests of this and other modules. */
public final class RandomEntries {
    private final RandomGenerator random;

    /** Draws everything from {@code random}. */
    public RandomEntries(RandomGenerator random) {
        this.random = random;
    }

    /** An entry with this index and otherwise random fields. */
    public Entry entry(long index) {
        return new Entry(
                index,
                random.nextLong(1000),
                random.nextInt(),
                random.nextLong(),
                random.nextLong(1L << 42),
                mutation());
    }

    /** A mutation of any kind. */
    public Mutation mutation() {
        return switch (random.nextInt(12)) {
            case 0 -> new Mutation.Create(location());
            case 1 -> new Mutation.MakeDirectory(location());
            case 2 -> new Mutation.Write(location(), random.nextLong(1L << 20), bytes(2000));
            case 3 -> new Mutation.Truncate(location(), random.nextLong(1L << 20));
            case 4 -> new Mutation.Rename(location(), location());
            case 5 -> new Mutation.Delete(location());
            case 6 -> new Mutation.SetMtime(location(), random.nextLong(1L << 32));
            case 7 -> new Mutation.Unlock(location(), checksum());
            case 8 -> new Mutation.TermOpened();
            case 9 -> new Mutation.MembersChanged(members());
            case 10 -> transfer();
            default ->
                    new Mutation.LogMessage(
                            random.nextInt(8),
                            random.nextInt(),
                            name(20),
                            name(20),
                            name(20),
                            name(300));
        };
    }

    private Transfer transfer() {
        return switch (random.nextInt(4)) {
            case 0 ->
                    new Transfer.Begun(
                            Transfer.Source.values()[random.nextInt(2)],
                            random.nextInt(),
                            random.nextLong(),
                            name(300));
            case 1 -> row();
            case 2 -> new Transfer.Dropped(random.longs(random.nextInt(9)).toArray());
            default -> new Transfer.Committed(checksum());
        };
    }

    private Transfer.Row row() {
        boolean isDirectory = random.nextBoolean();
        return new Transfer.Row(
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextInt(),
                random.nextLong(1L << 32),
                isDirectory,
                name(30),
                bytes(isDirectory ? 0 : 2000));
    }

    /** Up to four members. */
    public List<Member> members() {
        List<Member> members = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            members.add(
                    new Member(
                            1 + random.nextInt(1 << 20),
                            name(20),
                            name(40),
                            1 + random.nextInt(65535),
                            random.nextBoolean()));
        }
        return members;
    }

    private Location location() {
        StringBuilder path = new StringBuilder();
        int components = random.nextInt(4);
        for (int i = 0; i < components; i++) {
            path.append(i == 0 ? "" : "/").append(name(30));
        }
        return new Location(random.nextLong(), path.toString());
    }

    /** A name of 1 or more bytes that are neither NUL nor slash. */
    private String name(int lengthMax) {
        byte[] bytes = bytes(lengthMax);
        if (bytes.length == 0) {
            return "x";
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0 || bytes[i] == '/') {
                bytes[i] = 'x';
            }
        }
        return Names.ofBytes(bytes);
    }

    private byte[] checksum() {
        byte[] bytes = new byte[Limits.CHECKSUM_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] bytes(int lengthMax) {
        byte[] bytes = new byte[random.nextInt(lengthMax + 1)];
        random.nextBytes(bytes);
        return bytes;
    }
}
