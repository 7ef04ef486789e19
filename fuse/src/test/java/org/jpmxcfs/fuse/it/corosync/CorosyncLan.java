package org.jpmxcfs.fuse.it.corosync;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Workplace;
import org.jpmxcfs.fuse.it.cluster.Lan;
import org.junit.jupiter.api.Assumptions;

/** A network of hosts with one Corosync each, which are one cluster. */
public final class CorosyncLan implements AutoCloseable {
    /** How the nodes talk to each other. */
    enum Transport {
        /** Plain datagrams. */
        UDPU("transport: udpu", ""),
        /** Corosync's own transport, with encryption. */
        KNET("transport: knet", "crypto_cipher: aes256\n  crypto_hash: sha256\n  keyfile: KEY");

        private final String line;
        private final String crypto;

        Transport(String line, String crypto) {
            this.line = line;
            this.crypto = crypto;
        }
    }

    private static final int KEY_BYTES = 256;

    private final Path root;
    private final Lan lan;
    private final Transport transport;
    private final List<CorosyncDaemon> daemons = new ArrayList<>();

    private CorosyncLan(Path root, Lan lan, Transport transport) {
        this.root = root;
        this.lan = lan;
        this.transport = transport;
    }

    /**
     * A network for a test class, where Corosync is started on all hosts but the last {@code
     * spares}. Where there is no Corosync the test is skipped, but fails in continuous integration.
     */
    static CorosyncLan of(Class<?> test, int count, int spares, Transport transport)
            throws IOException {
        requireCorosync();
        Path root = Workplace.fresh(test);
        CorosyncLan made = new CorosyncLan(root, Lan.of(test, count + spares), transport);
        try {
            made.writeKey();
            for (int i = 1; i <= count; i++) {
                made.daemons.add(new CorosyncDaemon(made.lan.host(i), made.root(i)));
            }
            made.configure(1);
            for (CorosyncDaemon daemon : made.daemons) {
                daemon.start();
            }
            return made;
        } catch (IOException | AssertionError e) {
            made.close();
            throw e;
        }
    }

    /** The directory of a node. */
    Path root(int nodeId) {
        return root.resolve("node" + nodeId);
    }

    /** The Corosync with this node id, from 1. */
    public CorosyncDaemon daemon(int nodeId) {
        return daemons.get(nodeId - 1);
    }

    /** All of them. */
    public List<CorosyncDaemon> daemons() {
        return List.copyOf(daemons);
    }

    /** A host, by its number from 1; those behind the last Corosync have none. */
    public Lan.Host host(int number) {
        return lan.host(number);
    }

    /** Writes the configuration of every node anew, with this version. */
    void configure(int version) throws IOException {
        for (CorosyncDaemon daemon : daemons) {
            daemon.configure(config(version));
        }
    }

    /** The configuration of every node; STATE stands for a directory. */
    String config(int version) {
        String nodes = daemons.stream().map(d -> node(d.host())).collect(Collectors.joining());
        return """
        totem {
          version: 2
          cluster_name: lan
          config_version: %d
          %s
          token: 1500
          %s
        }
        nodelist {
        %s}
        quorum {
          provider: corosync_votequorum
        }
        system {
          sched_rr: no
          move_to_root_cgroup: no
          state_dir: STATE
        }
        logging {
          to_stderr: yes
          to_syslog: no
        }
        """
                .formatted(version, transport.line, transport.crypto, nodes)
                .replace("KEY", root.resolve("authkey").toString());
    }

    @Override
    public void close() throws IOException {
        daemons.forEach(CorosyncDaemon::close);
        Workplace.clear(root);
        lan.close();
    }

    private static String node(Lan.Host host) {
        return """
          node {
            name: node%1$d
            nodeid: %1$d
            quorum_votes: 1
            ring0_addr: %2$s
          }
        """
                .formatted(host.number(), host.address());
    }

    private void writeKey() throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.write(root.resolve("authkey"), key);
    }

    private static void requireCorosync() {
        if (CommandRun.of("sh", "-c", "command -v corosync").status() == 0) {
            return;
        }
        String why = "tests of the Corosync engine need the package corosync";
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        Assumptions.abort(why);
    }
}
