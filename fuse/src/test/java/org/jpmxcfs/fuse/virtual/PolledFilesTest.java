package org.jpmxcfs.fuse.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.junit.jupiter.api.Test;

/** The files that every client asks for all the time keep their text, but never a stale one. */
class PolledFilesTest {
    private final Tree tree =
            new TreeLoader().load(inode -> new byte[0], new LockTable(() -> 0), 1 << 20);
    private final StatusEntries entries = new StatusEntries("node1", () -> 0);
    private final AtomicLong members = new AtomicLong();
    private final VersionFile version = new VersionFile(1, members::get, () -> tree, entries);
    private final GuestsFile guests = new GuestsFile(tree::guests);
    private long index;

    @Test
    void shouldKeepTheTextWhileNothingOfItChanges() {
        // given
        apply(new Mutation.Create(Location.of("storage.cfg")));
        byte[] versionText = version.content();
        byte[] guestsText = guests.content();

        // when
        apply(new Mutation.Create(Location.of("unwatched")));

        // then
        assertSame(versionText, version.content());
        assertSame(guestsText, guests.content());
    }

    @Test
    void shouldShowEveryChangeAtOnce() throws IOException {
        long before = json(version).get("storage.cfg").asLong();

        apply(new Mutation.Create(Location.of("storage.cfg")));
        assertEquals(before + 1, json(version).get("storage.cfg").asLong());
        apply(new Mutation.Delete(Location.of("storage.cfg")));
        assertEquals(before + 2, json(version).get("storage.cfg").asLong());

        members.set(7);
        assertEquals(7, json(version).get("clinfo").asLong());

        entries.set("key", new byte[] {1});
        assertEquals(0, json(version).at("/kvstore/node1/key").asLong(-1));
        entries.set("key", new byte[] {2});
        assertEquals(1, json(version).at("/kvstore/node1/key").asLong(-1));
        entries.receive("node2", "key", new byte[] {1});
        assertEquals(0, json(version).at("/kvstore/node2/key").asLong(-1));
        entries.set("key", new byte[0]);
        assertTrue(json(version).at("/kvstore/node1/key").isMissingNode());
        entries.forget("node2");
        assertTrue(json(version).at("/kvstore/node2").isMissingNode());
    }

    @Test
    void shouldShowGuestsAsTheyComeAndGo() throws IOException {
        // given
        String directory = "nodes/node1/lxc";
        for (String path : List.of("nodes", "nodes/node1", directory)) {
            apply(new Mutation.MakeDirectory(Location.of(path)));
        }
        long before = json(version).get("vmlist").asLong();
        assertTrue(json(guests).at("/ids/100").isMissingNode());

        // when, then
        apply(new Mutation.Create(Location.of(directory + "/100.conf")));
        assertEquals("lxc", json(guests).at("/ids/100/type").asText());
        assertTrue(json(version).get("vmlist").asLong() > before);

        apply(new Mutation.Delete(Location.of(directory + "/100.conf")));
        assertTrue(json(guests).at("/ids/100").isMissingNode());
    }

    @Test
    void shouldRenderNoMoreThanWhatHasChanged() throws IOException {
        // given
        String directory = "nodes/node1/lxc";
        for (String path : List.of("nodes", "nodes/node1", directory)) {
            apply(new Mutation.MakeDirectory(Location.of(path)));
        }
        for (int id = 100; id < 10_100; id++) {
            apply(new Mutation.Create(Location.of(directory + "/" + id + ".conf")));
        }
        long whole = allocatedBytes(guests::content);
        long size = guests.content().length;

        // when
        apply(new Mutation.Delete(Location.of(directory + "/5000.conf")));
        long change = allocatedBytes(guests::content);

        // then: the text twice, since it is put together and handed over, and little else
        assertEquals(9_999, json(guests).get("ids").size());
        assertTrue(change < 2.3 * size, () -> change + " bytes for a text of " + size);
        assertTrue(whole > 2 * change, () -> whole + " bytes at first, " + change + " later");
    }

    private static long allocatedBytes(Runnable work) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        work.run();
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldShowMembersOfEachVersion() throws IOException {
        MembersFile file =
                new MembersFile(() -> new Membership("n", members.get(), "c", 1, true, List.of()));
        assertSame(file.content(), file.content());
        members.set(8);
        assertEquals(8, json(file).get("version").asLong());
    }

    private void apply(Mutation mutation) {
        index++;
        assertTrue(tree.apply(new Entry(index, 0, 0, 0, 1000, mutation)).isDone());
    }

    private static JsonNode json(VirtualFile file) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(new String(file.content(), StandardCharsets.UTF_8));
    }
}
