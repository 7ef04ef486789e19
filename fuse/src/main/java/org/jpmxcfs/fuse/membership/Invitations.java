package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.SharedFiles;

/**
 * The open invitations of a cluster, at most one for each node name. The tree holds only a hash of
 * what the invited node has to show, so that who reads the tree, or a backup of it, cannot join.
 */
public final class Invitations {
    /** Length of a secret: beyond any guessing. */
    public static final int SECRET_BYTES = 24;

    private final SharedFiles files;
    private final InstantSource clock;

    /**
     * An invitation as it is stored.
     *
     * @param secretSha256 hash of the secret, in hexadecimal
     * @param expires when it ends, as ISO 8601
     */
    private record Open(String secretSha256, String expires) {}

    /** The invitations among {@code files}. */
    public Invitations(SharedFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
    }

    /**
     * Invites a node; an earlier invitation of it becomes void.
     *
     * @return the secret that it must show
     */
    public byte[] open(String node, Duration valid, SecureRandom random) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        files.makeDirectory(TreePaths.OWN);
        files.makeDirectory(TreePaths.INVITATIONS);
        Instant expires = clock.instant().plus(valid).truncatedTo(ChronoUnit.SECONDS);
        Open open = new Open(HexFormat.of().formatHex(sha256(secret)), expires.toString());
        files.replace(path(node), Json.write(open));
        return secret;
    }

    /**
     * Checks what a node shows, and uses nothing up.
     *
     * @throws ClusterException when it is not invited by this secret, or not any more
     */
    void require(String node, byte[] secret) throws IOException {
        Optional<Open> open = find(node);
        byte[] expected = open.map(Invitations::hash).orElse(new byte[0]);
        if (!MessageDigest.isEqual(expected, sha256(secret))) {
            throw new ClusterException(
                    "this token is not good for node %s: it was used already, another one was made since, or it is of another cluster; %s"
                            .formatted(node, remedy(node)));
        }
        Instant expires = expiry(open.get());
        if (!clock.instant().isBefore(expires)) {
            throw new ClusterException(
                    "this token has expired at %s; %s".formatted(expires, remedy(node)));
        }
    }

    /**
     * Ends an invitation.
     *
     * @return whether it was open: of several callers at once only one gets true
     */
    public boolean close(String node) throws IOException {
        return files.delete(path(node));
    }

    private Optional<Open> find(String node) throws IOException {
        Optional<byte[]> stored = files.read(path(node));
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try {
            Open open = Json.read(stored.get(), Open.class);
            return open.secretSha256() == null || open.expires() == null
                    ? Optional.empty()
                    : Optional.of(open);
        } catch (IOException damaged) {
            return Optional.empty(); // as good as none: another one can be made
        }
    }

    private static byte[] hash(Open open) {
        try {
            return HexFormat.of().parseHex(open.secretSha256());
        } catch (IllegalArgumentException damaged) {
            return new byte[0];
        }
    }

    private static Instant expiry(Open open) {
        try {
            return Instant.parse(open.expires());
        } catch (DateTimeException damaged) {
            return Instant.EPOCH;
        }
    }

    private static String remedy(String node) {
        return "make a new one on a member with 'jpmxcfs cluster invite " + node + "'";
    }

    private static String path(String node) {
        return TreePaths.INVITATIONS + "/" + node;
    }

    private static byte[] sha256(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
