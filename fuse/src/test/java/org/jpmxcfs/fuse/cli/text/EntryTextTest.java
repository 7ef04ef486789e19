package org.jpmxcfs.fuse.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneOffset;
import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.junit.jupiter.api.Test;

/** Every kind of mutation, as a line for people and as JSON. */
class EntryTextTest {
    private static final Location FILE = Location.of("nodes/pve1/a");
    private static final List<Mutation> EVERY_KIND =
            List.of(
                    new Mutation.Create(FILE),
                    new Mutation.MakeDirectory(new Location(17, Names.ofText("dür"))),
                    new Mutation.Write(Location.of(18), 4096, new byte[512]),
                    new Mutation.Truncate(FILE, 7),
                    new Mutation.Rename(FILE, Location.of("b\nc")),
                    new Mutation.Delete(FILE),
                    new Mutation.SetMtime(FILE, 1_000_000_000L),
                    new Mutation.Unlock(Location.of("priv/lock/x"), new byte[32]),
                    new Mutation.LogMessage(6, 42, "pve1", "root@pam", "pvedaemon", "hello"));

    @Test
    void shouldWriteEachKindAsALineForPeople() {
        // given
        EntryLine line = new EntryLine(ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(EntryLine.HEADING).append('\n');

        // when
        entries().forEach(entry -> text.append(line.of(entry)).append('\n'));

        // then
        String at = "2026-11-22 15:04:05.678     3  ";
        assertEquals(
                "     INDEX  TIME                     NODE  KIND      WHAT\n"
                        + ("         1  " + at + "create    nodes/pve1/a\n")
                        + ("         2  " + at + "mkdir     #17/dür\n")
                        + ("         3  " + at + "write     #18  512 bytes at 4096\n")
                        + ("         4  " + at + "truncate  nodes/pve1/a  to 7 bytes\n")
                        + ("         5  " + at + "rename    nodes/pve1/a -> b\\nc\n")
                        + ("         6  " + at + "delete    nodes/pve1/a\n")
                        + ("         7  " + at + "mtime     nodes/pve1/a  2001-09-09 01:46:40\n")
                        + ("         8  " + at + "unlock    priv/lock/x\n")
                        + ("         9  " + at + "log       root@pam on pve1, pvedaemon: hello\n"),
                text.toString());
    }

    @Test
    void shouldWriteEachKindAsJson() {
        // given
        EntryJson json = new EntryJson();
        StringBuilder text = new StringBuilder();

        // when
        entries()
                .forEach(
                        entry ->
                                text.append(json.of(entry).replaceFirst("^..index.:[0-9]+,", ""))
                                        .append('\n'));

        // then
        String start = "\"term\":2,\"node\":3,\"requestId\":9,\"timeMillis\":1795359845678,";
        assertEquals(
                (start + "\"kind\":\"create\",\"path\":\"nodes/pve1/a\"}\n")
                        + (start + "\"kind\":\"mkdir\",\"path\":\"dür\",\"pathBase\":17}\n")
                        + (start + "\"kind\":\"write\",\"path\":\"\",\"pathBase\":18,")
                        + "\"offset\":4096,\"bytes\":512}\n"
                        + (start + "\"kind\":\"truncate\",\"path\":\"nodes/pve1/a\",\"bytes\":7}\n")
                        + (start
                                + "\"kind\":\"rename\",\"path\":\"nodes/pve1/a\",\"to\":\"b\\n"
                                + "c\"}\n")
                        + (start + "\"kind\":\"delete\",\"path\":\"nodes/pve1/a\"}\n")
                        + (start + "\"kind\":\"mtime\",\"path\":\"nodes/pve1/a\",")
                        + "\"mtime\":1000000000}\n"
                        + (start + "\"kind\":\"unlock\",\"path\":\"priv/lock/x\"}\n")
                        + (start
                                + "\"kind\":\"log\",\"priority\":6,\"pid\":42,\"logNode\":\"pve1\",")
                        + "\"user\":\"root@pam\",\"tag\":\"pvedaemon\",\"text\":\"hello\"}\n",
                text.toString());
    }

    private static List<Entry> entries() {
        long time = 1_795_359_845_678L;
        return EVERY_KIND.stream()
                .map(
                        mutation ->
                                new Entry(
                                        1 + EVERY_KIND.indexOf(mutation), 2, 3, 9, time, mutation))
                .toList();
    }
}
