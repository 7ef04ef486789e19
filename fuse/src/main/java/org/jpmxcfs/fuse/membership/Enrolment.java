package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import org.jpmxcfs.fuse.files.ClusterException;

/** What a new node and a member say to each other, as JSON. */
final class Enrolment {
    /** Version of both sides of the conversation. */
    static final int VERSION = 1;

    private Enrolment() {}

    /**
     * What the new node asks.
     *
     * @param version {@link #VERSION}
     * @param node its name
     * @param nodeId the id that it wants, unsigned 32 bit; 0 for any
     * @param secret from its {@link Token}
     * @param timeMillis its clock, in milliseconds since 1970
     * @param address where it will listen; null for the address that it asks from
     * @param port TCP port where it will listen
     * @param publicKey its public key as a SubjectPublicKeyInfo
     */
    record Request(
            int version,
            String node,
            long nodeId,
            byte[] secret,
            long timeMillis,
            String address,
            int port,
            byte[] publicKey) {
        /**
         * Reads a request.
         *
         * @throws ClusterException when it is none that this version understands
         */
        static Request decode(byte[] bytes) throws ClusterException {
            try {
                Request request = Json.read(bytes, Request.class);
                if (request.version == VERSION
                        && request.node != null
                        && request.secret != null
                        && request.publicKey != null) {
                    return request;
                }
            } catch (IOException notJson) {
                throw misunderstood(notJson);
            }
            throw misunderstood(null);
        }

        private static ClusterException misunderstood(IOException cause) {
            return new ClusterException(
                    "the request is not understood here; use the same version of jpmxcfs on all"
                            + " nodes",
                    cause);
        }
    }

    /**
     * What the member answers: a refusal, or all that a member has.
     *
     * @param refusal why not, in one line; null when everything else is given
     * @param clusterId id of the cluster
     * @param clusterName its name
     * @param nodeId id of the new node, unsigned 32 bit
     * @param address where the new node listens, as the others know now
     * @param certificate certificate of the new node, PEM
     * @param authority certificate of the cluster's authority, PEM
     */
    record Answer(
            String refusal,
            String clusterId,
            String clusterName,
            long nodeId,
            String address,
            String certificate,
            String authority) {
        static Answer refused(String why) {
            return new Answer(why, null, null, 0, null, null, null);
        }
    }
}
