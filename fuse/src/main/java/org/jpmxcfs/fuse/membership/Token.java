package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.util.Base64;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.pki.NodeName;

/**
 * What a new node needs to become a member: whom to ask, how to know that it is the right one, and
 * what to show there. Good for one node, once.
 *
 * @param node name of the invited node
 * @param address where a member listens
 * @param port TCP port there
 * @param authority SHA-256 of the certificate of the cluster's authority, 32 bytes
 * @param secret what only the invited node knows, {@link Invitations#SECRET_BYTES} bytes
 */
public record Token(String node, String address, int port, byte[] authority, byte[] secret) {
    private static final int TEXT_LENGTH_MAX = 2_000;

    /** The token as one word of letters, digits, hyphens and underscores. */
    public String toText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(this));
    }

    /**
     * Reads a token.
     *
     * @throws ClusterException when it is none
     */
    public static Token parse(String text) throws ClusterException {
        try {
            String word = text.strip();
            if (word.length() <= TEXT_LENGTH_MAX) {
                Token token = Json.read(Base64.getUrlDecoder().decode(word), Token.class);
                if (token.isWhole()) {
                    return token;
                }
            }
            throw damaged(null);
        } catch (IllegalArgumentException notBase64) {
            throw damaged(notBase64);
        } catch (ClusterException damaged) {
            throw damaged;
        } catch (IOException notJson) {
            throw damaged(notJson);
        }
    }

    private boolean isWhole() {
        return node != null
                && NodeName.isValid(node)
                && address != null
                && CorosyncConf.isAddress(address)
                && port > 0
                && port <= 65_535
                && authority != null
                && authority.length == Certificates.FINGERPRINT_BYTES
                && secret != null
                && secret.length == Invitations.SECRET_BYTES;
    }

    private static ClusterException damaged(Exception cause) {
        return new ClusterException(
                "this is no whole token: copy the line that 'jpmxcfs cluster invite' printed, all"
                        + " of it",
                cause);
    }
}
