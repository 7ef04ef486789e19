package org.jpmxcfs.fuse.it;

import static org.jpmxcfs.transport.ipc.Messages.getStatus;
import static org.jpmxcfs.transport.ipc.Messages.log;
import static org.jpmxcfs.transport.ipc.Messages.message;
import static org.jpmxcfs.transport.ipc.Messages.properties;
import static org.jpmxcfs.transport.ipc.Messages.property;
import static org.jpmxcfs.transport.ipc.Messages.readConfig;
import static org.jpmxcfs.transport.ipc.Messages.readLog;
import static org.jpmxcfs.transport.ipc.Messages.setStatus;
import static org.jpmxcfs.transport.ipc.Messages.string;
import static org.jpmxcfs.transport.ipc.Messages.u32;
import static org.jpmxcfs.transport.ipc.Messages.verifyToken;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Every request that Proxmox's tools send, with each way to get it wrong, and the errno that it is
 * answered with. 0 is success.
 */
final class IpcTable {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EINVAL = 22;
    private static final int EFBIG = 27;
    private static final int ECHRNG = 44;
    private static final int STATUS_BYTES_MAX = 32 << 10;

    private final List<Line> lines = new ArrayList<>();

    /**
     * One line of the table.
     *
     * @param rootErrno the answer to user root with group root
     * @param readerErrno the answer to a member of the group that may read
     */
    record Line(String what, byte[] message, int rootErrno, int readerErrno) {}

    private IpcTable() {
        texts();
        status();
        files();
        clusterLog();
        guests();
        tokens();
        for (int number : new int[] {-1, 0, 9, 14, Integer.MAX_VALUE}) {
            add("unknown request " + number, message(number), ECHRNG);
            add("unknown request " + number + " with a body", message(number, u32(1)), ECHRNG);
        }
    }

    /** All lines; those that set something come before those that ask for it. */
    static List<Line> lines() {
        return new IpcTable().lines;
    }

    /** Makes the files that the table asks for. */
    static void prepare(Daemon node) throws IOException {
        for (String directory : new String[] {"priv", "nodes/node1/priv", "nodes/node1/lxc"}) {
            Files.createDirectories(node.mount(directory));
        }
        Files.writeString(node.mount("table.cfg"), "x");
        Files.writeString(node.mount("empty.cfg"), "");
        Files.writeString(node.mount("priv/secret"), "x");
        Files.writeString(node.mount("nodes/node1/priv/secret"), "x");
        Files.writeString(node.mount("nodes/node1/lxc/300.conf"), "lock: backup\n");
        Files.writeString(node.mount("priv/token.cfg"), "root@pam!table 1-2\n");
    }

    private void texts() {
        for (int number : new int[] {1, 2, 3, 10}) {
            add("text " + number, message(number), 0);
            add("text " + number + " with a body", message(number, new byte[1]), EINVAL);
        }
    }

    private void status() {
        add("set status", setStatus("table", new byte[] {1}), 0, EPERM);
        add("largest status", setStatus("large", new byte[STATUS_BYTES_MAX]), 0, EPERM);
        add("larger status", setStatus("large", new byte[STATUS_BYTES_MAX + 1]), EFBIG, EPERM);
        add("remove status", setStatus("large", new byte[0]), 0, EPERM);
        add("remove no status", setStatus("none", new byte[0]), 0, EPERM);
        add("set status, no name", setStatus("", new byte[1]), EINVAL, EPERM);
        add("set status, short name", message(4, new byte[255]), EINVAL, EPERM);
        add("set status, no body", message(4), EINVAL, EPERM);
        add("get status", getStatus("", "table"), 0);
        add("get status of this node", getStatus("node1", "table"), 0);
        add("get status of no node", getStatus("none", "table"), ENOENT);
        add("get no status", getStatus("", "none"), ENOENT);
        add("get status, short names", message(5, new byte[511]), EINVAL);
        add("get status, no body", message(5), EINVAL);
    }

    private void files() {
        for (String path : new String[] {"table.cfg", "/table.cfg", "//table.cfg", "empty.cfg"}) {
            add("read " + path, readConfig(path), 0);
        }
        for (String path : new String[] {"", "/", "nodes", ".version", "local/lxc/300.conf", "x"}) {
            add("read '" + path + "'", readConfig(path), ENOENT);
        }
        add("read without NUL", message(6, new byte[] {'x', 'x'}), ENOENT);
        add("read without path", message(6), EINVAL);
        for (String path :
                new String[] {"priv/secret", "/priv/secret", "nodes/node1/priv/secret"}) {
            add("read " + path, readConfig(path), 0, EPERM);
        }
        for (String path : new String[] {"priv", "priv/none", "nodes/node1/priv"}) {
            add("read " + path, readConfig(path), ENOENT, EPERM);
        }
    }

    private void clusterLog() {
        byte[] open = log(6, "u", "t", "m");
        open[open.length - 1] = 'x';
        byte[] far = log(6, "u", "t", "m");
        far[17] = (byte) 255;
        add("log", log(6, "root@pam", "table", "text"), 0, EPERM);
        add("log, no NUL", open, EINVAL, EPERM);
        add("log, user too long", far, EINVAL, EPERM);
        add("log, no such priority", log(8, "u", "t", "m"), EINVAL, EPERM);
        add("log, short", message(7, new byte[2]), EINVAL, EPERM);
        add("log, no body", message(7), EINVAL, EPERM);
        add("read log", readLog(0, ""), 0);
        add("read log of a user", readLog(5, "root@pam"), 0);
        add("read log, short", message(8, new byte[16]), EINVAL);
        add("read log, no body", message(8), EINVAL);
    }

    private void guests() {
        add("property", property(300, "lock"), 0);
        add("property of all", property(0, "lock"), 0);
        add("property that is not there", property(300, "none"), 0);
        add("property of no guest", property(999, "lock"), ENOENT);
        add("property of guest 99", property(99, "lock"), EINVAL);
        add("property, no name", message(11, u32(300)), EINVAL);
        add("property, no body", message(11), EINVAL);
        add("properties", properties(300, "lock", "name"), 0);
        add("properties of all", properties(0, "lock", "name"), 0);
        add("properties of no guest", properties(999, "lock"), ENOENT);
        add("properties of guest 99", properties(99, "lock"), EINVAL);
        add("properties, none", properties(300), EINVAL);
        add("properties, bad name", properties(300, "Lock"), EINVAL);
        add("properties, fewer", message(13, u32(300), new byte[] {2}, string("lock")), EINVAL);
        add("properties, more", message(13, u32(300), new byte[] {1}, string("a\0b")), EINVAL);
        add("properties, no NUL", message(13, u32(300), new byte[] {1, 'a', 'b'}), EINVAL);
        add("properties, no body", message(13), EINVAL);
    }

    private void tokens() {
        add("token", verifyToken("root@pam!table 1-2"), 0);
        add("part of a token", verifyToken("root@pam!table 1"), ENOENT);
        add("two tokens", verifyToken("root@pam!table 1-2\nx"), EINVAL);
        add("empty token", verifyToken(""), EINVAL);
        add("token, no NUL", message(12, new byte[] {'a'}), EINVAL);
        add("token, no body", message(12), EINVAL);
    }

    private void add(String what, byte[] message, int errno) {
        add(what, message, errno, errno);
    }

    private void add(String what, byte[] message, int rootErrno, int readerErrno) {
        lines.add(new Line(what, message, rootErrno, readerErrno));
    }
}
