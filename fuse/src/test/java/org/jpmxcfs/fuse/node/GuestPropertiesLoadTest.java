package org.jpmxcfs.fuse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.ipc.Access;
import org.jpmxcfs.transport.ipc.Answer;
import org.jpmxcfs.transport.ipc.Client;
import org.jpmxcfs.transport.ipc.IpcService;
import org.jpmxcfs.transport.ipc.LogOutbox;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.RecordingSequencer;
import org.junit.jupiter.api.Test;

/**
 * What the web interface asks for at each refresh: a property of all guests of a large cluster. It
 * must cost less than to look at each byte of the configurations once.
 */
class GuestPropertiesLoadTest {
    private static final int GUESTS = 5_000;
    private static final int FIRST_GUEST = 100;
    private static final int LOCKED_EACH = 50;
    private static final int WARM_UP = 15;
    private static final int ROUNDS = 21;
    private static final double TIMES_MAX = 1;

    private static final String CONFIG =
            "agent: 1\nboot: order=scsi0;ide2;net0\ncores: 4\ncpu: host\n"
                    + "ide2: none,media=cdrom\nmemory: 8192\nmeta: creation-qemu=9.0.2,ctime=1\n"
                    + "name: a-guest-with-a-name\nnet0: virtio=BC:24:11:00:00:00,bridge=vmbr0\n"
                    + "numa: 0\nonboot: 1\nostype: l26\nscsi0: local-zfs:vm-100-disk-0,size=32G\n"
                    + "scsihw: virtio-scsi-single\nsmbios1: uuid=00000000-0000-0000-0000-0\n"
                    + "sockets: 1\ntags: prod;web\nvmgenid: 00000000-0000-0000-0000-00000000\n";

    private final Tree tree =
            new TreeLoader().load(inode -> new byte[0], new LockTable(() -> 0), 64 << 20);
    private long index;

    @Test
    void shouldReadAPropertyOfAllGuestsInAFewPassesOverTheirBytes() throws Exception {
        // given
        makeGuests();
        try (LogOutbox outbox = new LogOutbox(new RecordingSequencer())) {
            IpcService service =
                    new IpcService(
                            "node1",
                            new IpcView(
                                    () -> tree, count -> List.of(), new VirtualFiles(List.of())),
                            new StatusEntries("node1", () -> 0),
                            outbox);
            byte[] message = Messages.property(0, "lock");
            Client root = new Client(1, Access.READ_WRITE);
            Answer answer = service.answer(root, message);
            assertEquals(
                    GUESTS / LOCKED_EACH,
                    JsonMapper.builder().build().readTree(answer.data()).size());

            // when
            double pass = medianMillis(this::passOverAllBytes);
            double lock = medianMillis(() -> service.answer(root, message).data().length);

            // then
            System.out.printf(
                    "BENCH ipc property of %d guests: %.2f ms; one pass over their bytes: %.2f ms;"
                            + " ratio %.1f%n",
                    GUESTS, lock, pass, lock / pass);
            assertTrue(lock < TIMES_MAX * pass, () -> lock + " ms, a pass " + pass + " ms");
        }
    }

    private void makeGuests() {
        String directory = "nodes/node1/qemu-server";
        for (String path : List.of("nodes", "nodes/node1", directory)) {
            apply(new Mutation.MakeDirectory(Location.of(path)));
        }
        for (int i = 0; i < GUESTS; i++) {
            String text = i % LOCKED_EACH == 0 ? "lock: backup\n" + CONFIG : CONFIG;
            Location at = Location.of(directory + "/" + (FIRST_GUEST + i) + ".conf");
            apply(new Mutation.Create(at));
            apply(new Mutation.Write(at, 0, text.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private int passOverAllBytes() {
        int lines = 0;
        for (int i = 0; i < GUESTS; i++) {
            for (byte b : tree.content(tree.guests().get(FIRST_GUEST + i).inode()).toBytes()) {
                lines += b == '\n' ? 1 : 0;
            }
        }
        return lines;
    }

    private static double medianMillis(IntSupplier work) {
        for (int i = 0; i < WARM_UP; i++) {
            assertTrue(work.getAsInt() > 0);
        }
        double[] millis = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            assertTrue(work.getAsInt() > 0);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[ROUNDS / 2];
    }

    private void apply(Mutation mutation) {
        index++;
        assertTrue(tree.apply(new Entry(index, 0, 0, 0, 1000, mutation)).isDone());
    }
}
