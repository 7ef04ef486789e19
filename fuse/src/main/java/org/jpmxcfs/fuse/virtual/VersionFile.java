package org.jpmxcfs.fuse.virtual;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.RecordedLayout.Style;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.broadcast.StatusEntries;

/** {@code .version}: counters by which clients tell what they must read again. */
public final class VersionFile implements VirtualFile {
    private final long startSeconds;
    private final LongSupplier membershipVersion;
    private final Supplier<Tree> trees;
    private final StatusEntries entries;
    private final LastText text = new LastText(() -> RecordedJson.render(this::write));

    /**
     * Shows the counters as of each open.
     *
     * @param startSeconds when this daemon started; clients drop what they keep when it differs
     * @param membershipVersion counts changes of the cluster's members
     * @param trees gives the tree of the moment
     * @param entries the status entries, whose versions are shown by node and key
     */
    public VersionFile(
            long startSeconds,
            LongSupplier membershipVersion,
            Supplier<Tree> trees,
            StatusEntries entries) {
        this.startSeconds = startSeconds;
        this.membershipVersion = membershipVersion;
        this.trees = trees;
        this.entries = entries;
    }

    @Override
    public String name() {
        return ".version";
    }

    @Override
    public byte[] content() {
        Tree tree = trees.get();
        return text.of(
                membershipVersion.getAsLong(),
                tree.guests().version(),
                tree.watchedFiles().version(),
                entries.version());
    }

    private void write(JsonGenerator json, RecordedLayout layout) throws IOException {
        Tree tree = trees.get();
        layout.next(Style.lines("\n"));
        json.writeStartObject();
        json.writeNumberField("starttime", startSeconds);
        json.writeNumberField("clinfo", membershipVersion.getAsLong());
        json.writeNumberField("vmlist", tree.guests().version());
        for (Map.Entry<String, Long> watched : tree.watchedFiles().counts().entrySet()) {
            json.writeNumberField(watched.getKey(), watched.getValue());
        }
        layout.next(Style.lines(""));
        json.writeObjectFieldStart("kvstore");
        for (Map.Entry<String, Map<String, Long>> node : entries.versions().entrySet()) {
            writeNode(node.getKey(), node.getValue(), json, layout);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeNode(
            String node, Map<String, Long> versions, JsonGenerator json, RecordedLayout layout)
            throws IOException {
        layout.next(new Style("\n", ",\n", "\n", ""));
        json.writeObjectFieldStart(node);
        for (Map.Entry<String, Long> key : versions.entrySet()) {
            json.writeNumberField(key.getKey(), key.getValue());
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
