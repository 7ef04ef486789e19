package org.jpmxcfs.transport.ipc;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jpmxcfs.log.model.Mutation.LogMessage;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.broadcast.StatusRefusal;

/**
 * Answers the requests of local clients. Never waits for the cluster: what a client sets or logs is
 * on its way when it is answered. One thread at a time gives it requests, and another one those
 * that take long.
 */
public final class IpcService {
    private static final String TOKENS = "priv/token.cfg";
    // Long enough for a journal on a slow disk, short enough for the clients who wait behind.
    private static final long LOG_PATIENCE_MILLIS = 20;

    private final String node;
    private final ClusterView view;
    private final StatusEntries status;
    private final LogOutbox outbox;
    private final GuestProperties properties;
    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * A service for one node.
     *
     * @param node name of this node, for its cluster log messages
     * @param view the state that clients read
     * @param status the status entries that they set and get
     * @param outbox where their cluster log messages go
     */
    public IpcService(String node, ClusterView view, StatusEntries status, LogOutbox outbox) {
        this.node = node;
        this.view = view;
        this.status = status;
        this.outbox = outbox;
        this.properties = new GuestProperties(view);
    }

    /**
     * The answer to one message. A client that may only read gets {@code EPERM} for a request that
     * changes something, even if it is malformed.
     *
     * @param message header and body as sent; belongs to the service from here on
     */
    public Answer answer(Client client, byte[] message) {
        Answer answer =
                client.isReadOnly() && RequestDecoder.isChange(RequestDecoder.number(message))
                        ? Answer.refused(IpcErrno.EPERM)
                        : RequestDecoder.decode(message).accept(new Visit(client));
        (answer.errno() == null ? answered : refused).increment();
        return answer;
    }

    /**
     * Whether others should not wait while this message is answered, because much is to be read.
     */
    public boolean takesLong(byte[] message) {
        return RequestDecoder.isForProperties(RequestDecoder.number(message))
                && RequestDecoder.decode(message) instanceof Request.GetProperties request
                && request.guest() == 0
                && !properties.areAtHand(request.names());
    }

    /** Requests answered with success since the start. Any thread may ask. */
    public long answeredCount() {
        return answered.sum();
    }

    /** Requests answered with an errno since the start. Any thread may ask. */
    public long refusedCount() {
        return refused.sum();
    }

    /** The requests of one client. */
    private final class Visit implements Request.Handler<Answer> {
        private final Client client;

        Visit(Client client) {
            this.client = client;
        }

        @Override
        public Answer text(Request.Text request) {
            return Answer.of(
                    switch (request) {
                        case VERSION -> view.versionText();
                        case MEMBERS -> view.membersText();
                        case GUESTS -> view.guestListText();
                        // The final NUL tells clients an empty dump from no answer.
                        case SAMPLES -> Names.toBytes(status.samplesText() + '\0');
                    });
        }

        @Override
        public Answer setStatus(Request.SetStatus request) {
            return status.set(request.key(), request.value())
                    .map(refusal -> Answer.refused(errno(refusal)))
                    .orElse(Answer.done());
        }

        @Override
        public Answer getStatus(Request.GetStatus request) {
            return found(status.get(request.node(), request.key()));
        }

        @Override
        public Answer readConfig(Request.ReadConfig request) {
            String path = PrivatePath.normalize(request.path());
            if (client.isReadOnly() && PrivatePath.isPrivate(path)) {
                return Answer.refused(IpcErrno.EPERM);
            }
            return found(view.read(path));
        }

        @Override
        public Answer log(Request.Log request) {
            LogMessage message =
                    new LogMessage(
                            request.priority(),
                            client.pid(),
                            node,
                            LogText.name(request.user()),
                            LogText.name(request.tag()),
                            LogText.message(request.text()));
            return outbox.offer(message, LOG_PATIENCE_MILLIS)
                    ? Answer.done()
                    : Answer.refused(IpcErrno.EAGAIN);
        }

        @Override
        public Answer readLog(Request.ReadLog request) {
            return Answer.of(view.logText(request.count(), request.user()));
        }

        @Override
        public Answer getProperties(Request.GetProperties request) {
            if (request.guest() == 0) {
                return Answer.of(properties.ofAll(request.names()));
            }
            if (!view.hasGuest(request.guest())) {
                return Answer.refused(IpcErrno.ENOENT);
            }
            return properties
                    .ofGuest(request.guest(), request.names())
                    .map(Answer::of)
                    .orElse(Answer.refused(IpcErrno.EIO));
        }

        @Override
        public Answer verifyToken(Request.VerifyToken request) {
            byte[] token = Names.toBytes(request.token());
            boolean known = view.read(TOKENS).filter(file -> hasLine(file, token)).isPresent();
            return known ? Answer.done() : Answer.refused(IpcErrno.ENOENT);
        }

        @Override
        public Answer malformed(Request.Malformed request) {
            return Answer.refused(request.errno());
        }

        private Answer found(Optional<byte[]> data) {
            return data.map(Answer::of).orElse(Answer.refused(IpcErrno.ENOENT));
        }
    }

    private static IpcErrno errno(StatusRefusal refusal) {
        return switch (refusal) {
            case TOO_LARGE -> IpcErrno.EFBIG;
            case TOO_MANY -> IpcErrno.ENOSPC;
            case INVALID -> IpcErrno.EINVAL;
        };
    }

    private static boolean hasLine(byte[] file, byte[] line) {
        int start = 0;
        for (int i = 0; i <= file.length; i++) {
            if (i == file.length || file[i] == '\n') {
                if (Arrays.equals(file, start, i, line, 0, line.length)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }
}
