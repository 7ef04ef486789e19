package org.jpmxcfs.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/**
 * One connection that somebody dialled to this node: who it is, and what they say. For the loop
 * thread.
 */
final class AcceptedLink extends SimpleChannelInboundHandler<Frame> implements Frame.End {
    /** Answers to pings that a peer may leave unread. */
    private static final int QUEUE_BYTES_MAX = 256 << 10;

    private static final long FAREWELL_SECONDS_MAX = 1;

    private enum Stage {
        /** TLS is not done. */
        SECURING,
        /** A node of this cluster; it has not said hello. */
        GREETING,
        /** Somebody without a certificate, who has not asked. */
        STRANGER,
        /** The stranger's request is being answered. */
        ANSWERING,
        /** A neighbour that may speak. */
        OPEN,
        /** Over. */
        ENDED
    }

    private final Wiring wiring;
    private final Gate gate;
    private final Channel channel;
    private final FrameDecoder decoder;
    private final InetSocketAddress from;
    private Stage stage = Stage.SECURING;
    private long sinceNanos; // when this stage began, or when something was heard last
    private String proved = ""; // common name of the certificate
    private Neighbour neighbour; // null before OPEN
    private Lane lane;
    private boolean answered; // and not flushed

    AcceptedLink(Wiring wiring, Gate gate, Channel channel, FrameDecoder decoder) {
        this.wiring = wiring;
        this.gate = gate;
        this.channel = channel;
        this.decoder = decoder;
        this.from = (InetSocketAddress) channel.remoteAddress();
        this.sinceNanos = wiring.time().nanos();
    }

    /** Looks at the time. */
    void tick() {
        LinkSettings settings = wiring.settings();
        long silent = wiring.time().nanos() - sinceNanos;
        switch (stage) {
            case SECURING, GREETING, STRANGER -> {
                if (silent > settings.handshakeNanos()) {
                    end("it did not say in time who it is");
                }
            }
            case ANSWERING -> {
                if (silent > settings.deskNanos()) {
                    refuse(Refusal.NO_ANSWER, "no answer in time; the log of this node says more");
                }
            }
            case OPEN -> {
                boolean control = lane == Lane.CONTROL;
                if (silent > (control ? settings.silenceNanos() : settings.bulkSilenceNanos())) {
                    end("nothing heard for a while");
                }
            }
            case ENDED -> end("");
        }
    }

    /**
     * Ends the connection.
     *
     * @param why for the log; empty when there is nothing to say
     */
    void end(String why) {
        if (stage == Stage.ENDED) {
            return;
        }
        stage = Stage.ENDED;
        channel.close();
        gate.settled(this);
        if (neighbour != null) {
            neighbour.left(this);
        }
        if (!why.isEmpty()) {
            wiring.log().warn(from.getAddress(), "connection from " + text() + " closed: " + why);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake) || stage != Stage.SECURING) {
            return;
        }
        if (!handshake.isSuccess()) {
            end(Faults.text(handshake.cause()));
            return;
        }
        Optional<X509Certificate> certificate =
                Tls.certificate(context.pipeline().get(SslHandler.class));
        if (certificate.isPresent()) {
            identified(certificate.get());
        } else {
            enter(Stage.STRANGER);
            decoder.allow(FrameCodec.ENROL_BYTES_MAX);
        }
    }

    private void identified(X509Certificate certificate) {
        proved = Certificates.commonName(certificate);
        enter(Stage.GREETING);
        try {
            wiring.tls().checkDates(certificate);
        } catch (CertificateException e) {
            refuse(Refusal.OUT_OF_DATE, e.getMessage());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        if (stage != Stage.ENDED) {
            frame.accept(this);
        }
    }

    @Override
    public void hello(Frame.Hello frame) {
        if (stage != Stage.GREETING) {
            misplaced(frame);
            return;
        }
        Optional<Frame.Refused> objection = gate.neighbours().objection(frame, proved);
        if (objection.isPresent()) {
            Frame.Refused refused = objection.get();
            refuse(refused.reason(), Names.toText(refused.text()));
            return;
        }
        lane = frame.lane();
        neighbour = gate.neighbours().of(frame, from.getAddress());
        neighbour.met(frame.incarnation(), null);
        enter(Stage.OPEN);
        gate.settled(this);
        decoder.allow(FrameCodec.FRAME_BYTES_MAX);
        LinkIdentity self = wiring.identity();
        answer(
                new Frame.Welcome(
                        self.clusterId(), self.nodeId(), self.nodeName(), wiring.incarnation()));
        neighbour.accepted(this, lane);
    }

    @Override
    public void foreign(Frame.Foreign frame) {
        refuse(
                Refusal.OTHER_PROTOCOL,
                "protocol version "
                        + frame.version()
                        + " is not "
                        + FrameCodec.VERSION
                        + "; install the same jpmxcfs on all nodes");
    }

    @Override
    public void enrol(Frame.Enrol frame) {
        if (stage != Stage.STRANGER) {
            misplaced(frame);
            return;
        }
        enter(Stage.ANSWERING);
        gate.answer(frame.request(), from.getAddress())
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (failure != null) {
                                complainOfDesk(Faults.text(failure));
                            } else if (answer.length > StrangerDesk.ANSWER_BYTES_MAX) {
                                complainOfDesk("an answer of " + answer.length + " bytes");
                            } else {
                                farewell(new Frame.Enrolled(answer));
                            }
                        },
                        wiring.loop());
    }

    @Override
    public void ping(Frame.Ping frame) {
        if (isHeard(frame)) {
            answer(new Frame.Pong(frame.nanos()));
        }
    }

    @Override
    public void value(Frame.Value frame) {
        if (isHeard(frame)) {
            wiring.listener().published(neighbour.id(), frame.key(), frame.value());
        }
    }

    @Override
    public void carried(Frame.Carried frame) {
        if (isHeard(frame)) {
            wiring.listener().received(neighbour.id(), frame.message());
        }
    }

    @Override
    public void misplaced(Frame frame) {
        String who = proved.isEmpty() ? "it has no certificate, and " : "it ";
        end(who + "sent a " + frame.getClass().getSimpleName() + ", which has no place here");
    }

    /** What came in at once is answered at once. To flush nothing would cost a run of TLS. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (answered) {
            answered = false;
            context.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (stage != Stage.ENDED) {
            end(Faults.text(cause));
        }
    }

    private boolean isHeard(Frame frame) {
        if (stage != Stage.OPEN) {
            misplaced(frame);
            return false;
        }
        sinceNanos = wiring.time().nanos();
        return true;
    }

    private void enter(Stage next) {
        stage = next;
        sinceNanos = wiring.time().nanos();
    }

    private void answer(Frame frame) {
        answered = true;
        if (!wiring.writer().write(channel, frame, QUEUE_BYTES_MAX)) {
            end("it does not read the answers");
        }
    }

    private void complainOfDesk(String why) {
        refuse(Refusal.NO_ANSWER, "the request could not be answered: " + why);
    }

    /** Says why not, and ends the connection when that is sent. */
    private void refuse(Refusal reason, String text) {
        if (stage == Stage.ENDED) {
            return;
        }
        wiring.log().warn(from.getAddress(), "refused " + text() + ": " + text);
        farewell(new Frame.Refused(reason, Names.ofText(OneLine.of(text))));
    }

    private void farewell(Frame last) {
        if (stage == Stage.ENDED) {
            return;
        }
        stage = Stage.ENDED;
        gate.settled(this);
        wiring.writer().writeLast(channel, last);
        wiring.loop().schedule(() -> channel.close(), FAREWELL_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private String text() {
        return (proved.isEmpty() ? "" : proved + " at ") + OneLine.of(from);
    }
}
