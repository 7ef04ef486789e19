package org.jpmxcfs.log.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Feeds damaged and random bytes to {@link EntryCodec} and {@link MutationCodec}. Run as a program
 * with a seed and a number of rounds; the unit test runs a few.
 */
public final class MutationCodecFuzz {
    private final SplittableRandom random;
    private final RandomEntries entries;
    private final EntryCodec codec = new EntryCodec();
    private final ByteBuffer buffer = ByteBuffer.allocate(Limits.ENTRY_BYTES_MAX);
    private int refused;

    MutationCodecFuzz(long seed) {
        random = new SplittableRandom(seed);
        entries = new RandomEntries(random);
    }

    /** Arguments: seed, rounds. */
    public static void main(String[] arguments) {
        MutationCodecFuzz fuzz = new MutationCodecFuzz(Long.parseLong(arguments[0]));
        fuzz.run(Integer.parseInt(arguments[1]));
        System.out.println("refused " + fuzz.refused());
    }

    /** Throws what a decoder throws, unless it is the refusal that it may give. */
    void run(int rounds) {
        for (int i = 0; i < rounds; i++) {
            feed(i % 4 == 0 ? noise() : damaged(i));
        }
    }

    /** How many inputs were refused. */
    int refused() {
        return refused;
    }

    private void feed(byte[] bytes) {
        try {
            Entry entry = EntryCodec.decode(ByteBuffer.wrap(bytes));
            buffer.clear();
            codec.encode(entry, buffer);
            if (!Arrays.equals(bytes, Arrays.copyOf(buffer.array(), buffer.position()))) {
                throw new AssertionError("read and written differently: " + entry);
            }
        } catch (MalformedException expected) {
            refused++;
        }
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length > 38) {
            bytes[0] = EntryCodec.VERSION;
            bytes[37] = MutationCodec.VERSION;
        }
        return bytes;
    }

    private byte[] damaged(int round) {
        buffer.clear();
        codec.encode(entries.entry(round), buffer);
        byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
        switch (random.nextInt(3)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            default -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
        }
        return bytes;
    }
}
