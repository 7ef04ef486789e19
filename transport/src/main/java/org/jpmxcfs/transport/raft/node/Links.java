package org.jpmxcfs.transport.raft.node;

import java.util.List;
import java.util.Map;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * What carries messages to the other members. All methods but {@link #publish} and {@link #status}
 * are called by the loop thread; none of them waits.
 */
public interface Links extends AutoCloseable {
    /**
     * Keeps links to these members and to no others; an address that changed is linked anew. Before
     * the first call a node is taken to be joining: any node of its cluster may speak to it, and is
     * linked.
     */
    void connect(List<Member> others);

    /**
     * Sends a message, if there is a link with room for it; else it is lost, and the sender says it
     * again. Heartbeats and votes never queue behind entries.
     */
    void send(int to, Message message);

    /** Gives to the network what {@link #send} has collected. */
    void flush();

    /**
     * Tells all members a value of this node that is not kept on any disk. The newest one of each
     * key counts; a member that is linked later is told then. Any thread.
     *
     * @param key up to 256 bytes, in the form of {@link org.jpmxcfs.log.model.Names}
     * @param value up to 32 KiB; empty takes the key back
     */
    void publish(String key, byte[] value);

    /** Each linked member by node id. Any thread. */
    Map<Integer, LinkStatus> status();

    /** Stops listening and closes every link. */
    @Override
    void close();
}
