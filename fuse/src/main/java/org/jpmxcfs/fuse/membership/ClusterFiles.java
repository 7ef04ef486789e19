package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.StableStorage;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.pki.Pem;
import org.jpmxcfs.transport.pki.PkiException;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/**
 * The directory {@code cluster/} of a data directory: with it a node is a member of a cluster, and
 * without it a node of its own. It appears at one instant with all its files, which only root
 * reads.
 */
public final class ClusterFiles {
    private static final String RECORD = "cluster.json";
    private static final String AUTHORITY = "ca.crt";
    private static final String CERTIFICATE = "node.crt";
    private static final String KEY = "node.key";
    private static final String MARK = "mark.json";
    private static final String SERVED_ALONE = "served-alone";
    private static final FileAttribute<?> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;

    /** What the certificates do not say. */
    private record Membership(
            String clusterId,
            String clusterName,
            long nodeId,
            String nodeName,
            String address,
            int port) {}

    private ClusterFiles(Path directory) {
        this.directory = directory;
    }

    /** The directory in this data directory, which may be missing. */
    public static ClusterFiles in(DataDirectory data) {
        return new ClusterFiles(data.cluster());
    }

    /** Where it is. */
    public Path directory() {
        return directory;
    }

    /** Where the mark of the replicated journal is. */
    public Path mark() {
        return directory.resolve(MARK);
    }

    /** Whether this node is a member of a cluster. */
    public boolean exist() {
        return Files.isDirectory(directory);
    }

    /** Notes that a member's tree is changed without the others from here on. */
    public void noteServedAlone() throws IOException {
        Path note = directory.resolve(SERVED_ALONE);
        if (exist() && !Files.exists(note)) {
            write(note, "");
            StableStorage.sync(directory);
        }
    }

    /** Whether the tree may differ from the cluster's because it was changed without it. */
    public boolean hasServedAlone() {
        return Files.exists(directory.resolve(SERVED_ALONE));
    }

    /** Writes the mark of a new member; {@code MarkFile} has the two ways to do so. */
    @FunctionalInterface
    public interface MarkWriter {
        /** Makes the file. */
        void write(Path file) throws IOException;
    }

    /**
     * Makes the directory, on stable storage when this returns.
     *
     * @throws ClusterException when there is one already
     */
    public void create(ClusterIdentity identity, MarkWriter mark) throws IOException {
        if (exist()) {
            throw new ClusterException(directory + ": this node is a member of a cluster already");
        }
        Path unfinished = directory.resolveSibling(directory.getFileName() + ".new");
        discard(unfinished);
        Files.createDirectory(
                unfinished,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        LinkIdentity link = identity.link();
        write(unfinished.resolve(AUTHORITY), Pem.of(link.authority()));
        write(unfinished.resolve(CERTIFICATE), Pem.of(link.certificate()));
        write(unfinished.resolve(KEY), Pem.of(link.key()));
        Membership membership =
                new Membership(
                        link.clusterId(),
                        identity.clusterName(),
                        Integer.toUnsignedLong(link.nodeId()),
                        link.nodeName(),
                        identity.address(),
                        identity.port());
        byte[] record = Json.writeIndented(membership);
        write(unfinished.resolve(RECORD), new String(record, StandardCharsets.UTF_8) + "\n");
        mark.write(unfinished.resolve(MARK));
        StableStorage.sync(unfinished);
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        StableStorage.sync(directory.toAbsolutePath().getParent());
    }

    /**
     * Reads who this node is. Whether its certificate is still good is not looked at.
     *
     * @throws ClusterException when a file is missing or damaged, or they do not belong together
     */
    public ClusterIdentity load() throws IOException {
        try {
            Membership membership = membership();
            PrivateKey key = Pem.privateKey(name(KEY), text(KEY));
            X509Certificate certificate = Pem.certificate(name(CERTIFICATE), text(CERTIFICATE));
            X509Certificate authority = Pem.certificate(name(AUTHORITY), text(AUTHORITY));
            require(Keys.belong(key, certificate), KEY + " is not the key of " + CERTIFICATE);
            require(
                    Certificates.isIssuedBy(certificate, authority),
                    CERTIFICATE + " is not issued by " + AUTHORITY);
            require(
                    Certificates.commonName(certificate).equals(membership.nodeName()),
                    CERTIFICATE + " is that of another node than " + RECORD);
            LinkIdentity link =
                    new LinkIdentity(
                            membership.clusterId(),
                            (int) membership.nodeId(),
                            membership.nodeName(),
                            key,
                            certificate,
                            authority);
            return new ClusterIdentity(
                    membership.clusterName(), link, membership.address(), membership.port());
        } catch (PkiException e) {
            throw unusable(e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw unusable(e.getFile() + " is missing", e);
        }
    }

    private Membership membership() throws IOException {
        Membership membership;
        try {
            membership = Json.read(Files.readAllBytes(directory.resolve(RECORD)), Membership.class);
        } catch (NoSuchFileException missing) {
            throw missing;
        } catch (IOException notJson) {
            throw unusable(name(RECORD) + " is damaged", notJson);
        }
        boolean isWhole =
                Stream.of(
                                membership.clusterId(),
                                membership.clusterName(),
                                membership.nodeName(),
                                membership.address())
                        .noneMatch(text -> text == null || text.isEmpty());
        long id = membership.nodeId();
        boolean isInRange =
                id > 0
                        && id <= Limits.U32_MAX
                        && membership.port() > 0
                        && membership.port() < 65_536;
        require(isWhole && isInRange, RECORD + " is damaged");
        return membership;
    }

    private void require(boolean holds, String otherwise) throws ClusterException {
        if (!holds) {
            throw unusable(directory + "/" + otherwise, null);
        }
    }

    private ClusterException unusable(String why, Exception cause) {
        return new ClusterException(
                why
                        + "; put the file back from a backup, or remove this node from the cluster"
                        + " and let it join again",
                cause);
    }

    private String text(String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1);
    }

    private String name(String file) {
        return directory.resolve(file).toString();
    }

    private static void write(Path file, String text) throws IOException {
        StableStorage.create(file, text.getBytes(StandardCharsets.UTF_8), OWNER_FILE);
    }

    /** What a crash in the middle of {@link #create} has left. */
    private static void discard(Path unfinished) throws IOException {
        if (!Files.exists(unfinished)) {
            return;
        }
        try (Stream<Path> files = Files.list(unfinished)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(unfinished);
    }
}
