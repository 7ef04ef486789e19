package org.jpmxcfs.transport.corosync.cpg;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jnr.ffi.Pointer;

/** Follows the node list in Corosync's configuration. Any thread may close it. */
public final class ClusterMap implements AutoCloseable {
    private static final String NODES = "nodelist.node.";
    private static final String TOTEM = "totem.";
    private static final Pattern NODE_KEY =
            Pattern.compile("nodelist\\.node\\.(\\d{1,9})\\.nodeid");

    private final LibCmap cmap;
    private final LibC libc;
    private final ClusterMapListener listener;
    // libcmap has only its address: it must live as long as the connection.
    private final LibCmap.Notify notify = this::changed;
    private final long handle;
    private final Dispatching dispatching;
    private final Pointer key = Natives.bytes(LibCmap.KEY_BYTES);
    private boolean isStale = true; // by the connection's thread: one reload brings many changes
    private ConfiguredCluster told; // by the connection's thread

    private ClusterMap(Corosync corosync, ClusterMapListener listener)
            throws CorosyncCallException {
        this.cmap = corosync.cmap();
        this.libc = corosync.libc();
        this.listener = listener;
        long[] opened = new long[1];
        CorosyncCallException.check("cmap_initialize", cmap.cmap_initialize(opened));
        handle = opened[0];
        try {
            int[] fd = new int[1];
            CorosyncCallException.check("cmap_fd_get", cmap.cmap_fd_get(handle, fd));
            track(NODES, LibCmap.TRACK_ALL | LibCmap.TRACK_PREFIX);
            track(TOTEM, LibCmap.TRACK_ALL | LibCmap.TRACK_PREFIX);
            dispatching = new Dispatching(corosync.libc(), "cmap", fd[0], new Ends());
        } catch (CorosyncCallException e) {
            cmap.cmap_finalize(handle);
            throw e;
        }
    }

    /**
     * Begins to follow; the listener is told the present state at once.
     *
     * @throws CorosyncCallException Corosync does not run, is just starting, or refuses us
     */
    public static ClusterMap follow(Corosync corosync, ClusterMapListener listener)
            throws CorosyncCallException {
        ClusterMap map = new ClusterMap(corosync, listener);
        map.dispatching.start();
        return map;
    }

    /** Ends it within 5 s; the listener hears no more of it. */
    @Override
    public void close() {
        dispatching.stop();
    }

    private void track(String prefix, int types) throws CorosyncCallException {
        Pointer function = Natives.function(LibCmap.Notify.class, notify);
        CorosyncCallException.check(
                "cmap_track_add",
                cmap.cmap_track_add(handle, prefix, types, function, null, new long[1]));
    }

    private void changed(long connection, long track, int event, Pointer changedKey) {
        isStale = true;
    }

    private void tellWhenStale() {
        if (!isStale) {
            return;
        }
        isStale = false;
        ConfiguredCluster now = read();
        if (!now.equals(told)) {
            told = now;
            listener.changed(now);
        }
    }

    private ConfiguredCluster read() {
        long[] version = new long[1];
        boolean hasVersion =
                cmap.cmap_get_uint64(handle, "totem.config_version", version) == ResultCode.OK;
        List<ConfiguredCluster.Node> nodes = new ArrayList<>();
        for (int position : positions()) {
            String node = NODES + position + ".";
            int[] id = new int[1];
            if (cmap.cmap_get_uint32(handle, node + "nodeid", id) == ResultCode.OK) {
                String name = text(node + "name");
                nodes.add(new ConfiguredCluster.Node(id[0], name, text(node + "ring0_addr")));
            }
        }
        nodes.sort(Comparator.comparingInt(ConfiguredCluster.Node::id));
        return new ConfiguredCluster(
                text("totem.cluster_name"), hasVersion ? version[0] : 0, nodes);
    }

    private Set<Integer> positions() {
        Set<Integer> positions = new TreeSet<>();
        long[] iterator = new long[1];
        if (cmap.cmap_iter_init(handle, NODES, iterator) != ResultCode.OK) {
            return positions;
        }
        long[] size = new long[1];
        int[] type = new int[1];
        while (cmap.cmap_iter_next(handle, iterator[0], key, size, type) == ResultCode.OK) {
            Matcher matcher = NODE_KEY.matcher(key.getString(0));
            if (matcher.matches()) {
                positions.add(Integer.parseInt(matcher.group(1)));
            }
        }
        cmap.cmap_iter_finalize(handle, iterator[0]);
        return positions;
    }

    private String text(String name) {
        long[] address = new long[1];
        if (cmap.cmap_get_string(handle, name, address) != ResultCode.OK) {
            return "";
        }
        Pointer memory = Pointer.wrap(Natives.RUNTIME, address[0]);
        String text = memory.getString(0);
        libc.free(memory);
        return text;
    }

    /** The connection's side of its thread. */
    private final class Ends implements Dispatching.Connection {
        @Override
        public int dispatch(int types) {
            return cmap.cmap_dispatch(handle, types);
        }

        @Override
        public void idle() {
            dispatching.guarded(ClusterMap.this::tellWhenStale);
        }

        @Override
        public void finish() {
            cmap.cmap_finalize(handle);
        }

        @Override
        public void lost(String reason) {
            listener.lost(reason);
        }
    }
}
