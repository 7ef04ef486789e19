package org.jpmxcfs.fuse.cli.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.log.model.Transfer;

/** An entry of the journal as a JSON object on one line; contents of files are left out. */
final class EntryJson implements Mutation.Handler<ObjectNode>, Transfer.Handler<ObjectNode> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The object of an entry, without a line feed. */
    String of(Entry entry) {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("index", entry.index())
                        .put("term", entry.term())
                        .put("node", Integer.toUnsignedLong(entry.origin()))
                        .put("requestId", entry.requestId())
                        .put("timeMillis", entry.timeMillis());
        object.setAll(entry.mutation().accept(this));
        return object.toString();
    }

    @Override
    public ObjectNode create(Mutation.Create mutation) {
        return kind("create", mutation.at());
    }

    @Override
    public ObjectNode makeDirectory(Mutation.MakeDirectory mutation) {
        return kind("mkdir", mutation.at());
    }

    @Override
    public ObjectNode write(Mutation.Write mutation) {
        return kind("write", mutation.at())
                .put("offset", mutation.offset())
                .put("bytes", mutation.data().length);
    }

    @Override
    public ObjectNode truncate(Mutation.Truncate mutation) {
        return kind("truncate", mutation.at()).put("bytes", mutation.size());
    }

    @Override
    public ObjectNode rename(Mutation.Rename mutation) {
        ObjectNode object = kind("rename", mutation.from());
        return place(object, "to", mutation.to());
    }

    @Override
    public ObjectNode delete(Mutation.Delete mutation) {
        return kind("delete", mutation.at());
    }

    @Override
    public ObjectNode setMtime(Mutation.SetMtime mutation) {
        return kind("mtime", mutation.at()).put("mtime", mutation.mtime());
    }

    @Override
    public ObjectNode unlock(Mutation.Unlock mutation) {
        return kind("unlock", mutation.at());
    }

    @Override
    public ObjectNode logMessage(Mutation.LogMessage mutation) {
        return JSON.createObjectNode()
                .put("kind", "log")
                .put("priority", mutation.priority())
                .put("pid", mutation.pid())
                .put("logNode", Names.toText(mutation.node()))
                .put("user", Names.toText(mutation.user()))
                .put("tag", Names.toText(mutation.tag()))
                .put("text", Names.toText(mutation.text()));
    }

    @Override
    public ObjectNode termOpened(Mutation.TermOpened mutation) {
        return JSON.createObjectNode().put("kind", "term");
    }

    @Override
    public ObjectNode membersChanged(Mutation.MembersChanged mutation) {
        ObjectNode object = JSON.createObjectNode().put("kind", "members");
        ArrayNode members = object.putArray("members");
        for (Member member : mutation.members()) {
            members.addObject()
                    .put("id", Integer.toUnsignedLong(member.id()))
                    .put("name", Names.toText(member.name()))
                    .put("address", Names.toText(member.address()))
                    .put("port", member.port())
                    .put("voter", member.voter());
        }
        return object;
    }

    @Override
    public ObjectNode transfer(Transfer part) {
        return part.acceptPart(this);
    }

    @Override
    public ObjectNode begun(Transfer.Begun part) {
        return JSON.createObjectNode()
                .put("kind", "transfer")
                .put("source", part.source().name().toLowerCase(Locale.ROOT))
                .put("sourceNode", Integer.toUnsignedLong(part.node()))
                .put("version", part.version())
                .put("reason", Names.toText(part.reason()));
    }

    @Override
    public ObjectNode row(Transfer.Row part) {
        return JSON.createObjectNode()
                .put("kind", "row")
                .put("inode", part.inode())
                .put("parent", part.parent())
                .put("version", part.version())
                .put("writer", Integer.toUnsignedLong(part.writer()))
                .put("mtime", part.mtime())
                .put("directory", part.directory())
                .put("name", Names.toText(part.name()))
                .put("bytes", part.data().length);
    }

    @Override
    public ObjectNode dropped(Transfer.Dropped part) {
        return JSON.createObjectNode().put("kind", "drop").put("rows", part.inodes().length);
    }

    @Override
    public ObjectNode committed(Transfer.Committed part) {
        return JSON.createObjectNode().put("kind", "takeover");
    }

    private static ObjectNode kind(String kind, Location at) {
        return place(JSON.createObjectNode().put("kind", kind), "path", at);
    }

    // A place relative to an inode carries that inode too: the path alone would read as absolute.
    private static ObjectNode place(ObjectNode object, String name, Location at) {
        object.put(name, Names.toText(at.path()));
        return at.base() == 0 ? object : object.put(name + "Base", at.base());
    }
}
