package org.jpmxcfs.transport.netty;

import org.jpmxcfs.transport.raft.node.LinkListener;
import org.jpmxcfs.transport.raft.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws from the loop: the fault is logged, and the links go on. */
final class CarefulListener implements LinkListener {
    private static final Logger LOG = LoggerFactory.getLogger(CarefulListener.class);

    private final LinkListener listener;

    CarefulListener(LinkListener listener) {
        this.listener = listener;
    }

    @Override
    public void received(int from, Message message) {
        try {
            listener.received(from, message);
        } catch (RuntimeException e) {
            complain("a message", from, e);
        }
    }

    @Override
    public void published(int from, String key, byte[] value) {
        try {
            listener.published(from, key, value);
        } catch (RuntimeException e) {
            complain("a published value", from, e);
        }
    }

    @Override
    public void restarted(int member) {
        try {
            listener.restarted(member);
        } catch (RuntimeException e) {
            complain("the restart", member, e);
        }
    }

    @Override
    public void changed(int member, boolean isUp) {
        try {
            listener.changed(member, isUp);
        } catch (RuntimeException e) {
            complain("the link", member, e);
        }
    }

    private static void complain(String what, int member, RuntimeException e) {
        LOG.error("{} of node {} was not taken", what, Integer.toUnsignedString(member), e);
    }
}
