package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.transport.pki.Authority;
import org.jpmxcfs.transport.pki.Pem;
import org.jpmxcfs.transport.pki.PkiException;

/** The cluster's authority as the tree keeps it, so that every member can invite and enrol. */
public final class ClusterAuthority {
    private final SharedFiles files;

    /** The authority among {@code files}. */
    public ClusterAuthority(SharedFiles files) {
        this.files = files;
    }

    /** Puts an authority into the tree, in place of one that may be there. */
    void store(Authority authority) throws IOException {
        files.makeDirectory(TreePaths.PRIVATE);
        files.makeDirectory(TreePaths.OWN);
        files.replace(TreePaths.AUTHORITY, ascii(Pem.of(authority.certificate())));
        files.replace(TreePaths.AUTHORITY_KEY, ascii(Pem.of(authority.key())));
    }

    /**
     * The certificate that all members trust.
     *
     * @throws ClusterException when it is missing or damaged
     */
    public X509Certificate certificate() throws IOException {
        try {
            return Pem.certificate(TreePaths.AUTHORITY, text(TreePaths.AUTHORITY));
        } catch (PkiException e) {
            throw new ClusterException(e.getMessage(), e);
        }
    }

    /**
     * The authority, to issue certificates.
     *
     * @throws ClusterException when it is missing or damaged
     */
    Authority load(SecureRandom random) throws IOException {
        try {
            return Authority.of(
                    Pem.privateKey(TreePaths.AUTHORITY_KEY, text(TreePaths.AUTHORITY_KEY)),
                    certificate(),
                    random);
        } catch (PkiException e) {
            throw new ClusterException(e.getMessage(), e);
        }
    }

    private String text(String path) throws IOException {
        byte[] content =
                files.read(path)
                        .orElseThrow(
                                () ->
                                        new ClusterException(
                                                path
                                                        + " is missing; restore it, for instance by"
                                                        + " 'jpmxcfs restore'"));
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
