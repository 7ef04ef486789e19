package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The counts that clients cache by, after the recorded cases special-025 to special-029. */
class WatchedFilesTest {
    private final TreeDriver t = new TreeDriver();
    private Map<String, Long> base = t.tree.watchedFiles().counts();

    /** What grew since the last call. */
    private String delta() {
        Map<String, Long> now = t.tree.watchedFiles().counts();
        Map<String, Long> delta = new LinkedHashMap<>();
        now.forEach(
                (path, count) -> {
                    if (!count.equals(base.get(path))) {
                        delta.put(path, count - base.get(path));
                    }
                });
        base = now;
        return delta.toString();
    }

    @Test
    void shouldStartAtOne() {
        assertEquals(43, base.size());
        base.forEach((path, count) -> assertEquals(1, count, path));
        assertEquals("corosync.conf", base.keySet().iterator().next());
    }

    @Test
    void shouldCountNothingForOtherPaths() {
        // when
        t.write("other.cfg", "x");
        t.mkdir("d");

        // then
        assertEquals("{}", delta());
    }

    @Test
    void shouldCountEachWatchedPath() {
        // given
        t.mkdirs("priv/acme", "ha", "sdn", "virtual-guest", "firewall", "mapping");

        // when
        WatchedFiles.paths().forEach(t::create);

        // then
        base.replaceAll((path, count) -> count + 1);
        assertEquals("{}", delta());
    }

    @Test
    void shouldCountEveryKindOfChange() {
        // when, then
        t.create("storage.cfg");
        assertEquals("{storage.cfg=1}", delta());
        t.write("storage.cfg", "x");
        assertEquals("{storage.cfg=1}", delta());
        t.truncate("storage.cfg", 3);
        assertEquals("{storage.cfg=1}", delta());
        t.utime("storage.cfg", 1000);
        assertEquals("{storage.cfg=1}", delta());
        t.rename("storage.cfg", "user.cfg");
        assertEquals("{storage.cfg=1, user.cfg=1}", delta());
        t.rename("user.cfg", "x");
        assertEquals("{user.cfg=1}", delta());
        t.rename("x", "user.cfg");
        assertEquals("{user.cfg=1}", delta());
        t.delete("user.cfg");
        assertEquals("{user.cfg=1}", delta());
    }

    @Test
    void shouldCountOfRefusedOperationsOnlyTheRenameOfAFullDirectory() {
        // given
        t.write("storage.cfg", "x");
        t.mkdirs("d/e");
        delta();

        // when
        t.create("storage.cfg");
        t.delete("user.cfg");
        t.rename("d", "user.cfg");
        t.rename("storage.cfg", "no/x");
        t.truncate("storage.cfg", 1 << 30);

        // then
        assertEquals("{user.cfg=1}", delta());
    }

    @Test
    void shouldCountTheRemovalOfADirectoryButNotItsCreation() {
        // when, then
        t.mkdir("storage.cfg");
        assertEquals("{}", delta());
        t.delete("storage.cfg");
        assertEquals("{storage.cfg=1}", delta());
    }
}
