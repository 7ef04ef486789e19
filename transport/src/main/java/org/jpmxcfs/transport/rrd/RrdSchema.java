package org.jpmxcfs.transport.rrd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a file of the archive holds. Newer versions of Proxmox VE only add columns at the end, so a
 * sample with fewer columns is filled up with unknown values, and one with more is cut.
 */
public enum RrdSchema {
    /** A node. */
    NODE(
            "pve-node-9.0",
            2,
            "loadavg maxcpu cpu iowait memtotal memused swaptotal swapused roottotal rootused"
                    + " netin+ netout+ memavailable arcsize pressurecpusome pressureiosome"
                    + " pressureiofull pressurememorysome pressurememoryfull"),
    /** A guest. */
    GUEST(
            "pve-vm-9.0",
            4,
            "maxcpu cpu maxmem mem maxdisk disk netin+ netout+ diskread+ diskwrite+ memhost"
                    + " pressurecpusome pressurecpufull pressureiosome pressureiofull"
                    + " pressurememorysome pressurememoryfull"),
    /** A storage of a node. */
    STORAGE("pve-storage-9.0", 0, "total used");

    /** Seconds between two points of a file. */
    public static final int STEP_SECONDS = 60;

    private static final String UNKNOWN = "U";
    private static final String COUNTER_MARK = "+";
    private static final List<String> ARCHIVES =
            Stream.of("AVERAGE", "MAX")
                    .flatMap(
                            kind ->
                                    Stream.of("1:1440", "30:1440", "360:1440", "10080:570")
                                            .map(rows -> "RRA:" + kind + ":0.5:" + rows))
                    .toList();

    private final String directory;
    private final int liveColumns;
    private final List<String> sources;

    /**
     * @param liveColumns how many columns in front are shown but not archived
     * @param sources names of the data sources; a counter, which only grows, ends in a plus sign
     */
    RrdSchema(String directory, int liveColumns, String sources) {
        this.directory = directory;
        this.liveColumns = liveColumns;
        this.sources = List.of(sources.split(" "));
    }

    /** Name of the directory that holds the files. */
    String directory() {
        return directory;
    }

    /** The data sources and archives of a new file, as {@code rrdtool create} takes them. */
    public List<String> definition() {
        List<String> definition = new ArrayList<>();
        for (String source : sources) {
            boolean counter = source.endsWith(COUNTER_MARK);
            String name = counter ? source.substring(0, source.length() - 1) : source;
            definition.add("DS:" + name + (counter ? ":DERIVE" : ":GAUGE") + ":120:0:U");
        }
        definition.addAll(ARCHIVES);
        return definition;
    }

    /**
     * What is archived of a sample: its time and one value for each data source, as {@code rrdtool
     * update} takes it.
     *
     * @return empty when the sample has no time, or a column that is no number
     */
    Optional<String> archived(String sample) {
        String[] columns = sample.split(":", -1);
        if (columns.length <= liveColumns || !isTime(columns[liveColumns])) {
            return Optional.empty();
        }
        StringBuilder archived = new StringBuilder(columns[liveColumns]);
        for (int i = 0; i < sources.size(); i++) {
            int at = liveColumns + 1 + i;
            String value = at < columns.length && !columns[at].isEmpty() ? columns[at] : UNKNOWN;
            if (!isValue(value)) {
                return Optional.empty();
            }
            archived.append(':').append(value);
        }
        return Optional.of(archived.toString());
    }

    private static boolean isTime(String column) {
        return !column.isEmpty()
                && column.length() <= 12
                && column.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Kept to the characters of numbers: the value becomes part of a command to rrdcached. */
    private static boolean isValue(String column) {
        return column.equals(UNKNOWN)
                || column.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0);
    }
}
