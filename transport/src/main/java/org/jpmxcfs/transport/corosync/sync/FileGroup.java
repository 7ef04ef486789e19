package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * One node's part in keeping the tree equal on all nodes of a Corosync cluster, daemons of pmxcfs
 * included. Pure: what happens comes in as a {@link FileInput} with the time, what is to be done
 * goes out as {@link FileEffect}s. Owned by one thread.
 */
public final class FileGroup {
    private final List<FileEffect> effects = new ArrayList<>();
    private final ArrayDeque<FileInput> held = new ArrayDeque<>();
    private final Inputs inputs = new Inputs();
    private final Settings settings;
    private final Clocks clocks;
    private final Submissions submissions;
    private final FilePart part;
    private final Agreement agreement;
    private final Departure departure;
    private boolean isQuorate;
    private boolean isVerifyTimed;
    private long verifyAtNanos;

    /** A group that has not joined. */
    public FileGroup(Settings settings) {
        this.settings = settings;
        this.clocks = new Clocks(settings.clockSecondsMax());
        this.submissions = new Submissions(settings, this::deny);
        this.part = new FilePart(effects, submissions);
        this.agreement = new Agreement(DcdbMessage.VERSION, part, new Sending());
        this.departure = new Departure(settings);
        part.attach(agreement);
    }

    /** Takes one input. The effects are to be carried out in their order before the next one. */
    public List<FileEffect> step(FileInput input, Moment now) {
        effects.clear();
        agreement.setNow(now);
        if (part.isCommitting() && !(input instanceof FileInput.TransferDone)) {
            held.add(input);
        } else {
            input.accept(inputs);
        }
        while (!part.isCommitting() && !held.isEmpty()) {
            held.remove().accept(inputs);
        }
        tend(now);
        return List.copyOf(effects);
    }

    /** Where the group stands. */
    public Mode mode() {
        return agreement.mode();
    }

    /** The members, in their order. */
    public List<Peer> members() {
        return agreement.members();
    }

    /** Whether a change would be sent at once. */
    public boolean isReady() {
        return isQuorate && agreement.mode() == Mode.SYNCED;
    }

    /** How many changes of this node are sent and not back. */
    public int underWayCount() {
        return submissions.underWay();
    }

    private void tend(Moment now) {
        if (!isQuorate) {
            submissions.refuse(Denial.NO_QUORUM);
        } else if (agreement.mode().isError()) {
            submissions.refuse(Denial.BUSY);
        } else if (agreement.mode() == Mode.SYNCED) {
            // Never in another mode: members that are in step would apply it before this node does.
            submissions.send(this::send);
        }
        submissions.expire(now);
        departure.decide(agreement, now).ifPresent(effects::add);
    }

    private void send(long count, FileChange change, long token) {
        int seconds = agreement.now().wireSeconds();
        byte[] message = new DcdbMessage.Change(seconds, count, change).encode();
        effects.add(new FileEffect.Multicast(message, token));
    }

    private void deny(long token, Denial why) {
        effects.add(new FileEffect.Denied(token, why));
    }

    private void verify() {
        if (agreement.mode() == Mode.SYNCED) {
            long id = part.verification().request(agreement.self(), agreement.isLowest());
            int seconds = agreement.now().wireSeconds();
            DcdbMessage request = new DcdbMessage.VerifyRequest(seconds, agreement.epoch(), id);
            effects.add(new FileEffect.Multicast(request.encode(), 0));
        }
    }

    /** Whether a change comes back as it goes out. One that does not makes every member leave. */
    private static boolean isSayable(FileChange change) {
        try {
            DcdbMessage message = new DcdbMessage.Change(0, 1, change);
            return DcdbMessage.decode(message.encode()).equals(message);
        } catch (MalformedException e) {
            return false;
        }
    }

    private final class Sending implements Outlet {
        @Override
        public void multicast(Envelope message) {
            long token = submissions.caller(message.count());
            effects.add(new FileEffect.Multicast(message.encode(), token));
        }
    }

    private final class Inputs implements FileInput.Handler {
        @Override
        public void joining(Peer self) {
            departure.end();
            submissions.lose();
            agreement.join(self);
        }

        @Override
        public void membersChanged(List<Peer> members, List<Peer> joined) {
            agreement.membersChanged(members, joined);
        }

        @Override
        public void delivered(Peer from, byte[] message) {
            if (!from.equals(agreement.self())) {
                clocks.check(from, message, agreement.now())
                        .map(FileEffect.Noted::new)
                        .ifPresent(effects::add);
            }
            agreement.delivered(from, message);
        }

        @Override
        public void quorumChanged(boolean quorate) {
            isQuorate = quorate;
            part.setQuorate(quorate);
        }

        @Override
        public void tick() {
            long now = agreement.now().nanos();
            if (!isVerifyTimed) {
                isVerifyTimed = true;
                verifyAtNanos = now + settings.verifyNanos();
            }
            if (now - verifyAtNanos >= 0) {
                verifyAtNanos = now + settings.verifyNanos();
                if (agreement.isLowest() && !part.verification().isUnderWay()) {
                    verify();
                }
            }
        }

        @Override
        public void submitted(long token, FileChange change) {
            if (isSayable(change)) {
                submissions.add(token, change, agreement.now());
            } else {
                deny(token, Denial.INVALID);
            }
        }

        @Override
        public void sendFailed(long token) {
            if (token == 0) {
                agreement.leave("Corosync did not take a message of the group");
            } else {
                submissions.sendFailed(token);
            }
        }

        @Override
        public void verificationAsked() {
            verify();
        }

        @Override
        public void checksumTaken(long ticket, byte[] checksum) {
            if (!agreement.mode().isError()) {
                part.verification().taken(ticket, checksum);
            }
        }

        @Override
        public void transferDone(boolean done) {
            part.transferDone(done);
        }

        @Override
        public void lockExpired(String path, byte[] digest) {
            if (isReady()) {
                send(submissions.nextCount(), new FileChange.Unlock(path, digest), 0);
            }
        }

        @Override
        public void broken(String reason) {
            agreement.fail(Mode.ERROR, reason);
        }
    }
}
