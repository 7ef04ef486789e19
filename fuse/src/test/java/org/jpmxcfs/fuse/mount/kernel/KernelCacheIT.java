package org.jpmxcfs.fuse.mount.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Workplace;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the kernel keeps is right whoever changes it. The clients are programs of their own: who
 * serves a mount must not look at it.
 */
@Timeout(120)
class KernelCacheIT {
    private static final int STRESS_SECONDS = 8;
    private static final long LOOKS_FOR_EACH_TORN = 100_000; // see CoherenceMain.isFresh

    private Path place;
    private Path mount;
    private ServedTree served;

    @BeforeEach
    void prepare() throws IOException {
        place = Workplace.fresh(KernelCacheIT.class);
        mount = Files.createDirectory(place.resolve("mnt"));
        served = ServedTree.mount(mount);
        change(new Mutation.MakeDirectory(Location.of("dir")));
        change(new Mutation.Create(Location.of("dir/file")));
        write("one");
    }

    @AfterEach
    void clear() throws IOException {
        served.close();
        Workplace.clear(place);
    }

    private void change(Mutation mutation) {
        assertTrue(served.change(mutation).isDone(), mutation::toString);
    }

    private void write(String text) {
        change(new Mutation.Write(Location.of("dir/file"), 0, text.getBytes()));
        served.awaitTold();
    }

    private String client(String script) {
        return CommandRun.of("bash", "-c", "cd '" + mount + "' && { " + script + "; }")
                .out()
                .strip();
    }

    /** Looks until the kernel keeps what it sees. */
    private void look(String script) {
        client(
                "for i in 1 2 3 4 5 6 7 8; do { "
                        + script
                        + "; } >/dev/null 2>&1; sleep 0.05; done");
    }

    @Test
    void shouldShowAChangeByOthersOfAFileThatIsKeptAndHeldOpen() throws IOException {
        // given
        look("cat dir/file; stat dir/file");
        Path go = place.resolve("go");
        String script =
                "exec 3<dir/file; touch '%s.ready'; until [ -e '%s' ]; do sleep 0.01; done; cat <&3";
        Process held =
                new ProcessBuilder("bash", "-c", "cd '" + mount + "'; " + script.formatted(go, go))
                        .start();
        while (!Files.exists(Path.of(go + ".ready"))) {
            Thread.onSpinWait();
        }

        // when
        write("two two");

        // then
        assertEquals("two two 7", client("cat dir/file; stat -c ' %s' dir/file"));
        Files.createFile(go);
        assertEquals("two two", new String(held.getInputStream().readAllBytes()));
    }

    @Test
    void shouldShowNamesThatComeAndGoInAListingThatIsKept() {
        // given
        look("ls dir; stat dir/fresh; stat dir/file");

        // when
        change(new Mutation.Create(Location.of("dir/fresh")));
        change(new Mutation.Rename(Location.of("dir/file"), Location.of("dir/moved")));
        served.awaitTold();

        // then
        assertEquals("fresh\nmoved", client("ls dir"));
        assertEquals("dir/fresh", client("stat -c %n dir/fresh dir/file 2>/dev/null"));
    }

    @Test
    void shouldShowPermissionBitsAsTheMajorityGoesAndComes() {
        // given
        look("stat dir dir/file");

        // when
        served.setQuorate(false);
        served.awaitTold();

        // then
        assertEquals("555 440", client("echo $(stat -c %a dir dir/file)"));
        assertEquals("", client("echo x >dir/file") + client("cat dir/none"));
        served.setQuorate(true);
        served.awaitTold();
        assertEquals("755 640", client("echo $(stat -c %a dir dir/file)"));
    }

    @Test
    void shouldComputeAFileAnewEachTimeItIsOpened() {
        // given
        look("cat .computed");

        // when
        served.setComputed("another, and longer\n");

        // then
        assertEquals("another, and longer", client("cat .computed"));
    }

    @Test
    void shouldGoOnReadingAFileThatWasRemovedByOthersWhileItIsOpen() throws IOException {
        // given
        Process held =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "cd '" + mount + "'; exec 3<dir/file; echo ready; read; cat <&3")
                        .start();
        assertEquals('r', held.getInputStream().read());

        // when
        change(new Mutation.Delete(Location.of("dir/file")));
        served.awaitTold();

        // then
        assertEquals("", client("ls dir"));
        held.getOutputStream().write('\n');
        held.getOutputStream().flush();
        assertEquals("eady\none", new String(held.getInputStream().readAllBytes()));
    }

    @Test
    void shouldAppendBehindWhatOthersAppended() {
        // given
        look("cat dir/file; stat dir/file");

        // when
        write("one and more");
        client("echo -n ', mine' >>dir/file");

        // then
        assertEquals("one and more, mine", client("cat dir/file"));
    }

    @Test
    void shouldForgetNodesWhenTheKernelDoes() {
        // given
        look("ls -l . dir");
        int before = served.served().knownCount();

        // when
        change(new Mutation.Delete(Location.of("dir/file")));
        served.awaitTold();
        client("ls -l dir");

        // then
        assertTrue(before > served.served().knownCount(), "the removed file is still known");
    }

    @Test
    void shouldShowNothingStaleOrLostInAStormOfChanges() throws Exception {
        // given
        long seed = Long.getLong("coherence.seed", System.nanoTime());
        System.out.println("KernelCacheIT: repeat with -Dcoherence.seed=" + seed);

        // when
        Map<String, Long> counts =
                CoherenceMain.run(
                        Files.createDirectory(place.resolve("stress")), STRESS_SECONDS, seed);

        // then
        System.out.println("KernelCacheIT: " + counts);
        assertTrue(CoherenceMain.isFresh(counts), () -> counts + ", seed " + seed);
        assertTrue(counts.get("checks") > 10_000, counts::toString);
        assertTrue(
                counts.get("torn") * LOOKS_FOR_EACH_TORN <= counts.get("checks"), counts::toString);
    }
}
