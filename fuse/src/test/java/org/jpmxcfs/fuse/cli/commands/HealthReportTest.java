package org.jpmxcfs.fuse.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jpmxcfs.fuse.cli.commands.HealthReport.Finding;
import org.jpmxcfs.fuse.cli.commands.HealthReport.Level;
import org.junit.jupiter.api.Test;

class HealthReportTest {
    private static final long NOW = 1_800_000_000L;
    private static final long DAY = 86_400L;

    private final HealthReport report = new HealthReport();

    @Test
    void shouldFindNothingWrongWithANodeThatServes() throws Exception {
        add("{'quorate':true,'trouble':'','database':{'lagMillis':60000,'lastError':''}}");
        report.addRoom(10L << 30);

        assertEquals(Level.OK, report.level());
        assertEquals(List.of(), report.findings());
    }

    @Test
    void shouldSayTheWorstFirst() throws Exception {
        report.addRoom(100L << 20);
        add("{'quorate':false,'journal':{'lastError':'I/O error'}}");

        assertEquals(Level.CRITICAL, report.level());
        assertEquals(
                List.of(
                        new Finding(Level.CRITICAL, "no quorum: changes are refused"),
                        new Finding(Level.CRITICAL, "journal: I/O error"),
                        new Finding(Level.WARNING, "100 MiB left on the disk")),
                report.findings());
    }

    @Test
    void shouldWarnOfMembersThatAreAwayOrWhoseCertificatesEnd() throws Exception {
        add(
                "{'quorate':true,'members':[{'name':'node2','online':false},"
                        + ("{'name':'node3','online':true,'lag':20000,'certificateEndTime':"
                                + (NOW + 20 * DAY)
                                + "}]}"));

        assertEquals(
                List.of(
                        new Finding(Level.WARNING, "node2 is offline"),
                        new Finding(Level.WARNING, "node3 lags by 20000 entries"),
                        new Finding(Level.WARNING, "the certificate of node3 ends in 20 days")),
                report.findings());
    }

    @Test
    void shouldBeCriticalWhenNothingIsMountedOrTheDiskIsFull() {
        report.addNotServing("/etc/pve: jpmxcfs is not mounted here");
        report.addRoom(1L << 20);

        assertEquals(Level.CRITICAL, report.level());
        assertEquals(2, report.findings().size());
    }

    private void add(String json) throws Exception {
        report.addStatus(JsonMapper.builder().build().readTree(json.replace('\'', '"')), NOW);
    }
}
