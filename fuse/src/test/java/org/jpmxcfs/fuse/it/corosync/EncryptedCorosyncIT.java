package org.jpmxcfs.fuse.it.corosync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jpmxcfs.transport.corosync.cpg.Corosync;
import org.junit.jupiter.api.Test;

/** Corosync with its own transport, encrypted, as Proxmox sets it up. */
class EncryptedCorosyncIT {
    @Test
    void shouldDeliverOverAnEncryptedNetwork() throws Exception {
        try (CorosyncLan lan =
                CorosyncLan.of(EncryptedCorosyncIT.class, 2, 0, CorosyncLan.Transport.KNET)) {
            // given
            Corosync corosync = Corosync.load();
            try (GroupRecorder one = GroupRecorder.join(corosync, lan.daemon(1), "jpmxcfs_it");
                    GroupRecorder two = GroupRecorder.join(corosync, lan.daemon(2), "jpmxcfs_it")) {
                List<GroupRecorder> both = List.of(one, two);
                both.forEach(m -> m.await("both are in", () -> m.members().size() == 2));

                // when
                one.send(new byte[] {1, 2, 3});
                two.send(new byte[] {4, 5});

                // then
                both.forEach(m -> m.await("all came", () -> m.messages().size() == 2));
                assertEquals(one.messages(), two.messages());
            }
        }
    }
}
