package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.views.Guest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guest list and the uniqueness of ids, after the recorded cases vm-* and special-030. */
class GuestsTest {
    private static final String N1 = "nodes/n1/qemu-server/";
    private static final String N2 = "nodes/n2/qemu-server/";

    private final TreeDriver t = new TreeDriver();

    @BeforeEach
    void makeDirectories() {
        t.mkdirs("nodes/n1/qemu-server", "nodes/n2/qemu-server", "nodes/n1/lxc", "nodes/n2/lxc");
        t.mkdirs("nodes/a_b/qemu-server", "nodes/n2/openvz");
    }

    private String guests() {
        TreeMap<Long, String> all = new TreeMap<>();
        for (Guest guest : t.tree.guests().list()) {
            all.put(guest.id(), guest.node() + " " + guest.type().label());
        }
        return all.toString();
    }

    @Test
    void shouldListGuestsOfEachTypeAndForgetDeletedOnes() {
        // when
        t.create(N1 + "100.conf");
        t.write("nodes/n2/lxc/101.conf", "x");
        t.write("nodes/n2/openvz/102.conf", "x");
        t.write(N2 + "103.conf", "x");
        t.delete(N2 + "103.conf");

        // then
        assertEquals("{100=n1 qemu, 101=n2 lxc, 102=n2 openvz}", guests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100.conf",
                "0.conf",
                "100.conf.tmp",
                "4294967296.conf",
                "18446744073709551616.conf",
                "100.CONF",
                "100.con",
                "100conf",
                "x100.conf",
                "100x.conf",
                "-1.conf",
                "+100.conf",
                " 100.conf",
                "100 .conf",
                ".conf",
                "100..conf",
                "1e3.conf",
                "0x10.conf",
                "100.conf "
            })
    void shouldNotTakeOtherNamesForGuests(String name) {
        // when
        t.write(N1 + name, "x");

        // then
        assertEquals("{}", guests());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 99, 100, 999999999, 2147483648L, 4294967295L})
    void shouldTakeEveryIdOf32Bits(long id) {
        // when
        t.write(N1 + id + ".conf", "x");

        // then
        assertEquals("{" + id + "=n1 qemu}", guests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a_b", "-a", "a-", "\u00c3\u00a4", "a b"})
    void shouldNotListGuestsBelowNamesThatNoNodeCanHave(String node) {
        // given
        t.mkdirs("nodes/" + node + "/qemu-server");

        // when
        t.write("nodes/" + node + "/qemu-server/100.conf", "x");

        // then
        assertEquals("{}", guests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-b", "A1", "1"})
    void shouldListGuestsBelowNodeNames(String node) {
        // given
        t.mkdirs("nodes/" + node + "/qemu-server");

        // when
        t.write("nodes/" + node + "/qemu-server/100.conf", "x");

        // then
        assertEquals("{100=" + node + " qemu}", guests());
    }

    @Test
    void shouldRefuseASecondConfigurationOfAnId() {
        // given
        t.write(N1 + "100.conf", "x");
        t.write("f", "x");

        // when, then
        assertEquals(Refusal.EXISTS, t.create(N2 + "100.conf"));
        assertEquals(Refusal.EXISTS, t.create("nodes/n1/lxc/100.conf"));
        assertEquals(Refusal.EXISTS, t.rename("f", N2 + "100.conf"));
        assertEquals("{100=n1 qemu}", guests());
    }

    @Test
    void shouldLetDirectoriesHaveTheNameOfAGuest() {
        // given
        t.write(N1 + "100.conf", "x");
        t.mkdir("d");

        // when, then
        assertNull(t.mkdir("nodes/n2/lxc/100.conf"));
        assertNull(t.rename("d", N2 + "100.conf"));
        assertNull(t.rename(N2 + "100.conf", "d"));
        assertEquals("{100=n1 qemu}", guests());
    }

    @Test
    void shouldKeepIdsUniqueWhenADirectoryWithTheNameOfAGuestIsRemoved() {
        // given: vm-022, where the original forgets the guest
        t.write(N2 + "100.conf", "x");
        t.mkdir(N1 + "100.conf");

        // when
        t.delete(N1 + "100.conf");

        // then
        assertEquals("{100=n2 qemu}", guests());
        assertEquals(Refusal.EXISTS, t.create("nodes/n1/lxc/100.conf"));
    }

    @Test
    void shouldFollowMovesAndChangesOfTypeAndId() {
        // given
        t.write(N1 + "100.conf", "x");

        // when, then
        assertNull(t.rename(N1 + "100.conf", N2 + "100.conf"));
        assertEquals("{100=n2 qemu}", guests());
        assertNull(t.rename(N2 + "100.conf", "nodes/n1/lxc/100.conf"));
        assertEquals("{100=n1 lxc}", guests());
        assertNull(t.rename("nodes/n1/lxc/100.conf", N2 + "200.conf"));
        assertEquals("{200=n2 qemu}", guests());
        assertNull(t.rename(N2 + "200.conf", "elsewhere"));
        assertEquals("{}", guests());
    }

    @Test
    void shouldReplaceAConfigurationInItsPlace() {
        // given
        t.write(N1 + "100.conf", "x");
        t.write(N1 + "200.conf", "yy");
        t.write("f", "new");

        // when, then
        assertNull(t.rename("f", N1 + "100.conf"));
        assertNull(t.rename(N1 + "100.conf", N1 + "200.conf"));
        assertEquals("{200=n1 qemu}", guests());
        assertEquals("new", t.read(N1 + "200.conf"));
    }

    @Test
    void shouldRefuseAnIdThatIsInUseByAnother() {
        // given
        t.write(N1 + "100.conf", "x");
        t.write(N2 + "200.conf", "y");

        // when, then
        assertEquals(Refusal.EXISTS, t.rename(N1 + "100.conf", N1 + "200.conf"));
        assertEquals(Refusal.EXISTS, t.rename(N1 + "100.conf", "nodes/n2/lxc/200.conf"));
        assertEquals("{100=n1 qemu, 200=n2 qemu}", guests());
    }

    @Test
    void shouldReleaseAnIdThatMovesBelowAnImpossibleNodeName() {
        // given: vm-033
        t.write(N1 + "100.conf", "a");
        t.rename(N1 + "100.conf", "nodes/a_b/qemu-server/100.conf");

        // when
        t.write("nodes/n2/lxc/100.conf", "b");

        // then
        assertEquals(Refusal.EXISTS, t.rename("nodes/a_b/qemu-server/100.conf", N1 + "100.conf"));
        assertEquals("{100=n2 lxc}", guests());
    }

    @Test
    void shouldCountChangesAsTheOriginalDoes() {
        // given: special-030
        long start = t.tree.guests().version();

        // when, then
        t.create(N1 + "100.conf");
        assertEquals(start + 1, t.tree.guests().version());
        t.write(N1 + "100.conf", "x");
        assertEquals(start + 2, t.tree.guests().version());
        assertEquals(start + 2, t.tree.guests().get(100).version());
        t.rename(N1 + "100.conf", N2 + "100.conf");
        assertEquals(start + 4, t.tree.guests().version());
        t.utime(N2 + "100.conf", 1);
        assertEquals(start + 4, t.tree.guests().version());
        t.rename(N2 + "100.conf", "f");
        assertEquals(start + 5, t.tree.guests().version());
        t.rename("f", N2 + "7.conf");
        assertEquals(start + 6, t.tree.guests().version());
        t.delete(N2 + "7.conf");
        assertEquals(start + 7, t.tree.guests().version());
        t.mkdir(N1 + "8.conf");
        assertEquals(start + 7, t.tree.guests().version());
        t.delete(N1 + "8.conf");
        assertEquals(start + 8, t.tree.guests().version());
    }

    @Test
    void shouldDecideDuplicatesFromTheTreeAloneSoThatARestartChangesNothing() {
        // given: a database with two configurations of one id
        TreeLoader loader = new TreeLoader().root(20, 0, 0);
        addDirectories(loader);
        loader.row(row(12, 4, EntryType.FILE, "100.conf"));
        loader.row(row(11, 6, EntryType.FILE, "100.conf"));
        TreeDriver d = new TreeDriver(loader, 0);

        // when, then: the lower inode counts, the other cannot be written
        assertEquals(11, d.tree.guests().get(100).inode());
        assertEquals(Refusal.EXISTS, d.write(N1 + "100.conf", "x"));
        assertEquals(
                List.of(
                        "guest 100 has two configurations: nodes/n2/qemu-server/100.conf counts,"
                                + " nodes/n1/qemu-server/100.conf cannot be changed until one of"
                                + " them is deleted"),
                loader.warnings());

        // when, then: with the first gone the second counts
        assertNull(d.delete(N2 + "100.conf"));
        assertEquals(12, d.tree.guests().get(100).inode());
        assertEquals(Refusal.EXISTS, d.create(N2 + "100.conf"));
        assertNull(d.write(N1 + "100.conf", "x"));
    }

    private static void addDirectories(TreeLoader loader) {
        loader.row(row(2, 0, EntryType.DIRECTORY, "nodes"));
        loader.row(row(3, 2, EntryType.DIRECTORY, "n1"));
        loader.row(row(4, 3, EntryType.DIRECTORY, "qemu-server"));
        loader.row(row(5, 2, EntryType.DIRECTORY, "n2"));
        loader.row(row(6, 5, EntryType.DIRECTORY, "qemu-server"));
    }

    private static Attributes row(long inode, long parent, EntryType type, String name) {
        return new Attributes(inode, parent, inode, 0, 0, type, name, 0);
    }
}
