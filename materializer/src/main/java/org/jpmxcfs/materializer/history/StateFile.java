package org.jpmxcfs.materializer.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.EntryType;
import org.jpmxcfs.materializer.tree.LedgerRow;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.jpmxcfs.materializer.views.ClusterLog;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * All that a tree holds as of one entry, but for the contents of its files: from there the entries
 * that follow can be applied. The form on the disk is deflated, with the checksum that belongs to
 * that.
 */
final class StateFile {
    private static final int FORMAT = 1;

    private final ByteBuffer in; // behind the head
    private final long index;
    private final Map<Long, Attributes> rows = new HashMap<>();

    private StateFile(ByteBuffer in, long index) {
        this.in = in;
        this.index = index;
    }

    /** Writes the state of a tree, of a journal, in this form. */
    static byte[] bytesOf(Tree tree, UUID journalId) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PackedNumbers.put(out, FORMAT);
        PackedNumbers.put(out, journalId.getMostSignificantBits());
        PackedNumbers.put(out, journalId.getLeastSignificantBits());
        PackedNumbers.put(out, tree.appliedIndex());
        PackedNumbers.put(out, tree.checksum());
        putRow(out, tree.root());
        List<Attributes> entries = tree.entries();
        PackedNumbers.put(out, entries.size());
        entries.forEach(row -> putRow(out, row));
        List<LogLine> lines = tree.clusterLog().newest(ClusterLog.LINES_MAX);
        PackedNumbers.put(out, lines.size());
        lines.forEach(line -> putLine(out, line));
        List<LedgerRow> ledger = tree.ledgerRows();
        PackedNumbers.put(out, ledger.size());
        for (LedgerRow row : ledger) {
            PackedNumbers.put(out, Integer.toUnsignedLong(row.origin()));
            PackedNumbers.put(out, row.replies().length);
            out.writeBytes(row.replies());
        }
        return deflated(out.toByteArray());
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream(bytes.length / 3);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater)) {
            out.write(bytes);
        } finally {
            deflater.end();
        }
        return deflated.toByteArray();
    }

    private static void putRow(ByteArrayOutputStream out, Attributes row) {
        PackedNumbers.put(out, row.inode());
        PackedNumbers.put(out, row.parent());
        PackedNumbers.put(out, row.version());
        PackedNumbers.put(out, Integer.toUnsignedLong(row.writer()));
        PackedNumbers.put(out, row.mtime());
        PackedNumbers.put(out, row.type().code());
        PackedNumbers.put(out, row.size());
        PackedNumbers.put(out, row.name());
    }

    private static void putLine(ByteArrayOutputStream out, LogLine line) {
        PackedNumbers.put(out, line.uid());
        PackedNumbers.put(out, line.index());
        PackedNumbers.put(out, line.timeSeconds());
        PackedNumbers.put(out, line.priority());
        PackedNumbers.put(out, Integer.toUnsignedLong(line.pid()));
        PackedNumbers.put(out, line.node());
        PackedNumbers.put(out, line.user());
        PackedNumbers.put(out, line.tag());
        PackedNumbers.put(out, line.text());
    }

    /**
     * Opens what was written.
     *
     * @return null when it is of another version or journal
     * @throws IOException when it cannot be read, or is damaged
     */
    static StateFile open(Path file, UUID journalId) throws IOException {
        byte[] deflated = Files.readAllBytes(file);
        byte[] bytes;
        try (InflaterInputStream inflated =
                new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            bytes = inflated.readAllBytes();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean isOurs =
                PackedNumbers.get(in) == FORMAT
                        && PackedNumbers.get(in) == journalId.getMostSignificantBits()
                        && PackedNumbers.get(in) == journalId.getLeastSignificantBits();
        return isOurs ? new StateFile(in, PackedNumbers.get(in)) : null;
    }

    /** Index of the last entry that it holds. */
    long index() {
        return index;
    }

    /** Hands all of it to a loader. Once. */
    void load(TreeLoader loader) {
        loader.applied(index, PackedNumbers.get(in));
        Attributes root = row();
        loader.root(root.version(), root.writer(), root.mtime());
        for (long left = PackedNumbers.get(in); left > 0; left--) {
            Attributes row = row();
            rows.put(row.inode(), row);
            loader.row(row);
        }
        lines().forEach(loader::logLine);
        for (long left = PackedNumbers.get(in); left > 0; left--) {
            int origin = (int) PackedNumbers.get(in);
            byte[] replies = new byte[(int) PackedNumbers.get(in)];
            in.get(replies);
            loader.ledger(new LedgerRow(origin, replies));
        }
    }

    /** Path that an entry had; null when it was not there. Known once all was handed over. */
    String pathOf(long inode) {
        Attributes row = rows.get(inode);
        if (row == null) {
            return null;
        }
        String above = row.parent() == 0 ? null : pathOf(row.parent());
        return above == null ? row.name() : above + '/' + row.name();
    }

    private Attributes row() {
        long inode = PackedNumbers.get(in);
        long parent = PackedNumbers.get(in);
        long version = PackedNumbers.get(in);
        int writer = (int) PackedNumbers.get(in);
        long mtime = PackedNumbers.get(in);
        EntryType type = EntryType.ofCode((int) PackedNumbers.get(in));
        int size = (int) PackedNumbers.get(in);
        String name = PackedNumbers.text(in);
        return new Attributes(inode, parent, version, writer, mtime, type, name, size);
    }

    private List<LogLine> lines() {
        List<LogLine> lines = new ArrayList<>();
        for (long left = PackedNumbers.get(in); left > 0; left--) {
            lines.add(
                    new LogLine(
                            PackedNumbers.get(in),
                            PackedNumbers.get(in),
                            PackedNumbers.get(in),
                            (int) PackedNumbers.get(in),
                            (int) PackedNumbers.get(in),
                            PackedNumbers.text(in),
                            PackedNumbers.text(in),
                            PackedNumbers.text(in),
                            PackedNumbers.text(in)));
        }
        return lines;
    }
}
