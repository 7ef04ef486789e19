package org.jpmxcfs.fuse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.fuse.mount.Binding;
import org.jpmxcfs.fuse.ops.ChmodPolicy;
import org.jpmxcfs.fuse.ordering.Engine;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.fuse.store.StartException;
import org.jpmxcfs.fuse.store.StorageSettings;
import org.jpmxcfs.fuse.store.StoredNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineChoiceTest {
    private static final String CONF =
            """
            totem {
              version: 2
              cluster_name: home
              config_version: 1
            }
            nodelist {
              node {
                name: node1
                nodeid: 1
                ring0_addr: ADDRESS
              }
            }
            """;

    @TempDir private Path directory;
    private StoredNode node;
    private Path hostConfig;

    @BeforeEach
    void open() throws Exception {
        node = StoredNode.open(directory.resolve("data"));
        hostConfig = directory.resolve("corosync.conf");
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void shouldServeAloneWhereNothingNamesACluster() throws Exception {
        assertEquals(Engine.LOCAL, choice(Engine.AUTO, false));
    }

    @Test
    void shouldKeepTheEngineOfAMember() throws Exception {
        node.write("corosync.conf", CONF);
        assertEquals(Engine.NETTY, choice(Engine.AUTO, true));
    }

    @Test
    void shouldTakeCorosyncWhereTheTreeNamesACluster() throws Exception {
        node.write("corosync.conf", CONF);
        assertEquals(Engine.COROSYNC, choice(Engine.AUTO, false));
        assertEquals(Engine.LOCAL, choice(Engine.LOCAL, false));
    }

    @Test
    void shouldTakeCorosyncOnAFirstStartWhereTheMachineIsInACluster() throws Exception {
        // given
        Files.writeString(hostConfig, CONF.replace("ADDRESS", "10.0.0.1"));
        assertEquals(Engine.COROSYNC, choice(Engine.AUTO, false));

        // when it is no first start any more
        node.create("f");

        // then
        assertEquals(Engine.LOCAL, choice(Engine.AUTO, false));
    }

    @Test
    void shouldNotTakeTheConfigurationThatDebianInstallsForACluster() throws Exception {
        Files.writeString(hostConfig, CONF.replace("ADDRESS", "127.0.0.1"));
        assertEquals(Engine.LOCAL, choice(Engine.AUTO, false));
    }

    @Test
    void shouldRefuseAnEngineThatTheDataDirectoryDoesNotFit() {
        assertThrows(StartException.class, () -> choice(Engine.NETTY, false));
        assertThrows(StartException.class, () -> choice(Engine.COROSYNC, true));
    }

    private Engine choice(Engine asked, boolean isMember) throws StartException {
        NodeConfig config =
                new NodeConfig(
                        "node1",
                        asked,
                        new DataDirectory(directory),
                        StorageSettings.DEFAULT,
                        new NodeConfig.Mount(
                                directory, "root", ChmodPolicy.STRICT, false, Binding.LIBFUSE),
                        NodeConfig.Services.NONE,
                        new NodeConfig.Machine(directory, BootId.FILE, hostConfig),
                        false);
        return new EngineChoice(config, isMember).of(node.materializer.tree());
    }
}
