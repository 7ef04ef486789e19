package org.jpmxcfs.fuse.ordering.raft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation.LogMessage;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.StateCut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the whole states of all nodes, contents included, when somebody asks. A message in the
 * cluster log marks the entry: each node that applies it cuts its state there, computes the digest
 * aside, and tells the others.
 */
final class Verification {
    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);
    private static final String TAG = "verify";
    private static final int PRIORITY_INFO = 6;
    private static final int VALUE_BYTES = Long.BYTES + 32;

    /** The digest of one node, as of one entry. */
    private record Result(long index, String digest) {}

    private final int nodeId;
    private final Materializer materializer;
    private final Executor aside;
    private final Consumer<byte[]> publish;
    private final Map<Integer, Result> results = new ConcurrentHashMap<>(); // by node id

    /**
     * Nothing is compared yet.
     *
     * @param aside runs what takes up to some seconds
     * @param publish tells the other members, in place of what was told before
     */
    Verification(int nodeId, Materializer materializer, Executor aside, Consumer<byte[]> publish) {
        this.nodeId = nodeId;
        this.materializer = materializer;
        this.aside = aside;
        this.publish = publish;
    }

    /** What is to be ordered so that all nodes compare their states. */
    static LogMessage request(String nodeName) {
        int pid = (int) ProcessHandle.current().pid();
        return new LogMessage(
                PRIORITY_INFO, pid, nodeName, "root", TAG, "comparing the state of all nodes");
    }

    /** An entry was just applied; called by the thread that applies. */
    void applied(Entry entry) {
        if (!(entry.mutation() instanceof LogMessage message) || !message.tag().equals(TAG)) {
            return;
        }
        try {
            StateCut cut = materializer.cut();
            aside.execute(() -> finish(cut));
        } catch (IOException | RuntimeException e) {
            LOG.error("the state could not be cut for a comparison: {}", e.getMessage());
        }
    }

    /** A member has told of its digest; nonsense is left out. */
    void received(int from, byte[] value) {
        if (value.length == VALUE_BYTES) {
            String digest = HexFormat.of().formatHex(value, Long.BYTES, VALUE_BYTES);
            results.put(from, new Result(ByteBuffer.wrap(value).getLong(), digest));
        }
    }

    /** What a member has told is void: it has started anew. */
    void forget(int member) {
        results.remove(member);
    }

    /** Entry of the newest comparison that this node has finished; 0 for none. */
    long index() {
        Result own = results.get(nodeId);
        return own == null ? 0 : own.index;
    }

    /** Adds what a member has told, if it has. */
    void putInto(int member, ObjectNode json) {
        Result result = results.get(member);
        if (result != null) {
            json.put("digestIndex", result.index);
            json.put("digest", result.digest);
        }
    }

    private void finish(StateCut open) {
        try (StateCut cut = open) {
            byte[] digest = cut.digest();
            byte[] value =
                    ByteBuffer.allocate(VALUE_BYTES).putLong(cut.index()).put(digest).array();
            received(nodeId, value);
            publish.accept(Arrays.copyOf(value, value.length));
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "the state of this node cannot be compared, as it cannot be read: {}; run"
                            + " 'jpmxcfs db check'",
                    e.getMessage());
        }
    }
}
