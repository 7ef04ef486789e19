package org.jpmxcfs.transport.ipc.qb;

import java.util.HashMap;
import java.util.Map;
import jnr.ffi.Pointer;
import jnr.ffi.provider.ClosureManager;
import org.jpmxcfs.transport.ipc.Access;
import org.jpmxcfs.transport.ipc.Answer;
import org.jpmxcfs.transport.ipc.Client;
import org.jpmxcfs.transport.ipc.IpcErrno;
import org.jpmxcfs.transport.ipc.IpcService;
import org.jpmxcfs.transport.ipc.RequestDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of the service: who they belong to, and the messages on them. Every method runs
 * on the loop's thread, called by libqb, and lets no exception through to it. A client waits
 * without a bound, so every message is answered, whatever happens.
 */
final class QbConnections {
    private static final Logger LOG = LoggerFactory.getLogger(QbConnections.class);
    private static final int ACCEPTED = 0;
    // pmxcfs answers 1, which is no errno; clients show it as "unknown error".
    private static final int REJECTED = 1;
    private static final int STATS_BYTES = 64;

    private final LibQb qb;
    private final IpcService service;
    private final LongAnswers longAnswers;
    private final TooLarge tooLarge = new TooLarge();
    private final int readersGid;
    private final int connectionsMax;
    private final Map<Long, Connected> clients = new HashMap<>();
    private final QbAnswer answer;
    private final Pointer stats = Natives.bytes(STATS_BYTES);
    private final LibQb.ConnectionAccept accept = this::accept;
    private final LibQb.ConnectionEvent created = connection -> {};
    private final LibQb.MessageProcess process = this::process;
    private final LibQb.ConnectionClosed closed = connection -> 0;
    private final LibQb.ConnectionEvent destroyed = this::destroyed;
    private final Pointer handlers;

    /** A client, and the size of the largest message on its connection. */
    private record Connected(Client client, int messageBytesMax) {}

    QbConnections(LibQb qb, IpcService service, LongAnswers longAnswers, QbConfig config) {
        this.qb = qb;
        this.service = service;
        this.longAnswers = longAnswers;
        this.readersGid = config.readersGid();
        this.connectionsMax = config.connectionsMax();
        this.answer = new QbAnswer(qb);
        ClosureManager closures = Natives.RUNTIME.getClosureManager();
        handlers =
                Natives.pointers(
                        closures.getClosurePointer(LibQb.ConnectionAccept.class, accept),
                        closures.getClosurePointer(LibQb.ConnectionEvent.class, created),
                        closures.getClosurePointer(LibQb.MessageProcess.class, process),
                        closures.getClosurePointer(LibQb.ConnectionClosed.class, closed),
                        closures.getClosurePointer(LibQb.ConnectionEvent.class, destroyed));
    }

    /** The structure {@code qb_ipcs_service_handlers}; lives as long as this object. */
    Pointer handlers() {
        return handlers;
    }

    private int accept(long connection, int uid, int gid) {
        try {
            Access access = Access.of(uid, gid, readersGid);
            if (access == Access.REFUSED) {
                LOG.warn("IPC: connection of uid {} gid {} refused", uid, gid);
                return REJECTED;
            }
            if (clients.size() >= connectionsMax) {
                LOG.warn("IPC: connection refused: {} are open already", connectionsMax);
                return REJECTED;
            }
            clients.put(
                    connection,
                    new Connected(
                            new Client(pid(connection), access),
                            qb.qb_ipcs_connection_get_buffer_size(connection)));
            return ACCEPTED;
        } catch (Throwable broken) {
            LOG.error("IPC: accepting a connection failed", broken);
            return REJECTED;
        }
    }

    private int pid(long connection) {
        return qb.qb_ipcs_connection_stats_get(connection, stats, 0) == 0 ? stats.getInt(0) : 0;
    }

    private int process(long connection, Pointer message, long size) {
        int number = 0;
        Answer reply;
        Connected from = clients.get(connection);
        try {
            byte[] copy = copy(message, size, from.messageBytesMax());
            number = RequestDecoder.number(copy);
            if (service.takesLong(copy)) {
                int asked = number;
                longAnswers.answer(
                        from.client(), copy, answer -> sendLater(connection, from, asked, answer));
                return 0;
            }
            reply = service.answer(from.client(), copy);
        } catch (Throwable broken) {
            LOG.error("IPC: request {} failed", number, broken);
            reply = Answer.refused(IpcErrno.EIO);
        }
        send(connection, from, number, reply);
        return 0;
    }

    // The client may have gone meanwhile, and another may have a connection at the same address.
    private void sendLater(long connection, Connected from, int number, Answer answer) {
        if (clients.get(connection) == from) {
            send(connection, from, number, answer);
        }
    }

    /**
     * The message as it is at this moment. It lies in memory that the client can change, and its
     * size is what the client says, so it is copied once and judged by the copy.
     */
    private static byte[] copy(Pointer message, long size, int sizeMax) {
        if (size < RequestDecoder.HEADER_BYTES || size > sizeMax) {
            byte[] header = new byte[RequestDecoder.HEADER_BYTES];
            message.get(0, header, 0, header.length);
            return header;
        }
        byte[] copy = new byte[(int) size];
        message.get(0, copy, 0, copy.length);
        return copy;
    }

    private void send(long connection, Connected to, int number, Answer reply) {
        try {
            long size = QbAnswer.HEADER_BYTES + (long) reply.data().length;
            Answer fitting = reply;
            if (size > to.messageBytesMax()) {
                // libqb would try for two seconds, with all others waiting, and cut the client off.
                tooLarge.note(number, size, to.messageBytesMax());
                fitting = Answer.refused(IpcErrno.EMSGSIZE);
            }
            long sent = answer.send(connection, number, fitting);
            if (sent < 0) {
                LOG.warn("IPC: answer to request {} not sent (errno {})", number, -sent);
                qb.qb_ipcs_disconnect(connection);
            }
        } catch (Throwable broken) {
            LOG.error("IPC: sending the answer to request {} failed", number, broken);
            qb.qb_ipcs_disconnect(connection);
        }
    }

    /** libqb calls this for rejected connections too, which are not in the map. */
    private void destroyed(long connection) {
        clients.remove(connection);
    }
}
