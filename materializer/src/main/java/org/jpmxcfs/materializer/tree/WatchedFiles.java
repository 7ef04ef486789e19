package org.jpmxcfs.materializer.tree;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts changes of the files that Proxmox's tools keep cached, so that they can tell from {@code
 * .version} when to read one again. The writer counts; any thread reads.
 */
public final class WatchedFiles {
    private static final List<String> PATHS =
            List.of(
                    "corosync.conf",
                    "corosync.conf.new",
                    "storage.cfg",
                    "user.cfg",
                    "domains.cfg",
                    "notifications.cfg",
                    "priv/notifications.cfg",
                    "priv/shadow.cfg",
                    "priv/acme/plugins.cfg",
                    "priv/tfa.cfg",
                    "priv/token.cfg",
                    "priv/wg-keys.cfg",
                    "datacenter.cfg",
                    "vzdump.cron",
                    "vzdump.conf",
                    "jobs.cfg",
                    "ha/crm_commands",
                    "ha/manager_status",
                    "ha/resources.cfg",
                    "ha/rules.cfg",
                    "ha/groups.cfg",
                    "ha/fence.cfg",
                    "status.cfg",
                    "replication.cfg",
                    "ceph.conf",
                    "sdn/vnets.cfg",
                    "sdn/zones.cfg",
                    "sdn/controllers.cfg",
                    "sdn/subnets.cfg",
                    "sdn/ipams.cfg",
                    "sdn/mac-cache.json",
                    "sdn/pve-ipam-state.json",
                    "sdn/dns.cfg",
                    "sdn/fabrics.cfg",
                    "sdn/route-maps.cfg",
                    "sdn/prefix-lists.cfg",
                    "sdn/.running-config",
                    "virtual-guest/cpu-models.conf",
                    "virtual-guest/profiles.cfg",
                    "firewall/cluster.fw",
                    "mapping/directory.cfg",
                    "mapping/pci.cfg",
                    "mapping/usb.cfg");

    private static final Map<String, Integer> NUMBERS = numbers();

    private final AtomicLongArray changes = new AtomicLongArray(PATHS.size());
    private volatile long version; // written by the writer alone

    /** All counts are 1 after a start. */
    WatchedFiles() {
        for (int i = 0; i < PATHS.size(); i++) {
            changes.set(i, 1);
        }
    }

    /** Goes on from other counts, each one higher: everything may have changed. */
    WatchedFiles(WatchedFiles before) {
        for (int i = 0; i < PATHS.size(); i++) {
            changes.set(i, before.changes.get(i) + 1);
        }
        version = before.version + 1;
    }

    /** The watched paths, in the order of {@code .version}. */
    public static List<String> paths() {
        return PATHS;
    }

    /** Counts the changes of all watched paths. Counts read after it are at least as new. */
    public long version() {
        return version;
    }

    /** Number of changes of each watched path, in the order of {@code .version}. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < PATHS.size(); i++) {
            counts.put(PATHS.get(i), changes.get(i));
        }
        return counts;
    }

    /** Place of a path in {@link #paths()}, or -1. */
    static int numberOf(String path) {
        return NUMBERS.getOrDefault(path, -1);
    }

    /** Something happened at the path of this role. */
    void changed(PathRole role) {
        if (role.watched() >= 0) {
            changes.lazySet(role.watched(), changes.getPlain(role.watched()) + 1);
            version = version + 1;
        }
    }

    /** Anything may have happened at any path. */
    void allChanged() {
        for (int i = 0; i < PATHS.size(); i++) {
            changes.lazySet(i, changes.getPlain(i) + 1);
        }
        version = version + 1;
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < PATHS.size(); i++) {
            numbers.put(PATHS.get(i), i);
        }
        return numbers;
    }
}
