package org.jpmxcfs.fuse.mount.kernel;

import java.util.EnumMap;
import java.util.Map;
import org.jpmxcfs.fuse.mount.kernel.protocol.Opcode;
import org.jpmxcfs.fuse.mount.kernel.protocol.Request;
import org.jpmxcfs.fuse.ops.Errnos;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who answers a request. Whatever goes wrong inside, the kernel gets an answer: a client
 * would wait for it for ever. What nobody answers is not implemented, as it was not in pmxcfs.
 */
final class Calls {
    /** A request that gets no answer, or gets it from somebody else. */
    static final int NO_ANSWER = Integer.MIN_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Map<Opcode, Call> calls = new EnumMap<>(Opcode.class);

    /** Answers the request of an exchange. */
    @FunctionalInterface
    interface Call {
        /** Returns 0 with the answer in the reply, a negative error number, or NO_ANSWER. */
        int answer(Exchange x);
    }

    /** Has requests of this kind answered by {@code call}. */
    void on(Opcode opcode, Call call) {
        calls.put(opcode, call);
    }

    /**
     * Answers the request of {@code count} bytes that an exchange has read.
     *
     * @return size of the answer to send, or 0 when there is none
     */
    int answer(Exchange x, int count) {
        Request.Verdict verdict = x.request.decode(count);
        return switch (verdict) {
            case NOTHING -> 0;
            case UNKNOWN -> x.reply.refuse(x.request.unique(), Errnos.ENOSYS);
            case MALFORMED -> {
                LOG.warn("a request of {} bytes makes no sense: refused", count);
                yield x.reply.refuse(x.request.unique(), Errnos.EINVAL);
            }
            case REQUEST -> answer(x);
        };
    }

    private int answer(Exchange x) {
        Opcode opcode = x.request.opcode();
        Call call = calls.get(opcode);
        if (call == null) {
            return opcode.isUnanswered() ? 0 : x.reply.refuse(x.request.unique(), Errnos.ENOSYS);
        }
        x.reply.begin();
        int result = guarded(x, call, opcode);
        if (result == NO_ANSWER) {
            return 0;
        }
        long unique = x.request.unique();
        return result == 0 ? x.reply.finish(unique) : x.reply.refuse(unique, -result);
    }

    private static int guarded(Exchange x, Call call, Opcode opcode) {
        try {
            return call.answer(x);
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed with EIO", opcode, e);
            return opcode.isUnanswered() ? NO_ANSWER : -Errnos.EIO;
        }
    }
}
