package org.jpmxcfs.transport.raft.node;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;

/**
 * A small state machine: the names that were created, in order, each request once. Its "database"
 * is a file that is written by {@link #flush} and replaced by {@link #install}.
 */
final class RecordedState implements ReplicatedState {
    private final Path database;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> requests = new HashMap<>(); // place of its name
    private long appliedIndex;
    private int leadingCount;
    private boolean refusesInstall;
    private boolean isBroken;

    RecordedState(Path database) throws IOException {
        this.database = database;
        if (Files.exists(database)) {
            load(Files.readAllBytes(database));
        }
    }

    @Override
    public synchronized Outcome apply(Entry entry) {
        if (entry.index() != appliedIndex + 1) {
            throw new AssertionError("entry " + entry.index() + " applied after " + appliedIndex);
        }
        if (isBroken) {
            throw new IllegalStateException("test: broken");
        }
        appliedIndex = entry.index();
        if (!(entry.mutation() instanceof Mutation.Create create)) {
            return Outcome.done();
        }
        String request = entry.origin() + "/" + entry.requestId();
        Integer place = requests.putIfAbsent(request, names.size());
        if (place == null) {
            names.add(create.at().path());
            place = names.size() - 1;
        }
        return Outcome.written(place);
    }

    @Override
    public synchronized long appliedIndex() {
        return appliedIndex;
    }

    /** Requests for "clock" get the name of the leader's decision. */
    @Override
    public synchronized Mutation decide(Mutation request) {
        boolean isClock =
                request instanceof Mutation.Create create && create.at().path().startsWith("clock");
        return isClock
                ? TestCluster.create(
                        ((Mutation.Create) request).at().path() + "-decided-" + leadingCount)
                : request;
    }

    @Override
    public synchronized void leading() {
        leadingCount++;
    }

    synchronized List<String> names() {
        return List.copyOf(names);
    }

    synchronized void breakDown() {
        isBroken = true;
    }

    synchronized void refuseInstall(boolean refuses) {
        refusesInstall = refuses;
    }

    /** Brings the database up to date. */
    synchronized void flush() throws IOException {
        Files.write(database, encode());
    }

    @Override
    public synchronized long copyTo(Path file) throws IOException {
        Files.write(file, encode());
        return appliedIndex;
    }

    @Override
    public synchronized void install(Path file, long index) throws IOException {
        if (refusesInstall) {
            throw new IOException("no space for the database");
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(database, bytes);
        load(bytes);
        if (appliedIndex != index) {
            throw new AssertionError("snapshot of " + appliedIndex + " at " + index);
        }
    }

    private byte[] encode() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(appliedIndex);
            out.writeInt(names.size());
            for (String name : names) {
                out.writeUTF(name);
            }
            out.writeInt(requests.size());
            for (Map.Entry<String, Integer> request : requests.entrySet()) {
                out.writeUTF(request.getKey());
                out.writeInt(request.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private void load(byte[] bytes) throws IOException {
        names.clear();
        requests.clear();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            appliedIndex = in.readLong();
            for (int left = in.readInt(); left > 0; left--) {
                names.add(in.readUTF());
            }
            for (int left = in.readInt(); left > 0; left--) {
                requests.put(in.readUTF(), in.readInt());
            }
        }
    }
}
