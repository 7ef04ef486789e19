package org.jpmxcfs.transport.ipc.qb;

import org.jpmxcfs.transport.ipc.Messages;

/** A process whose clients ask without end until it is killed. */
public final class ImpatientClients {
    private ImpatientClients() {}

    /** Starts as many clients as the second argument says, on the service of the first. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        for (int i = 0; i < count; i++) {
            QbClient client = QbClient.connect(arguments[0]);
            byte[] message = Messages.readConfig(i % 2 == 0 ? "small" : "large");
            new Thread(() -> askForever(client, message)).start();
        }
        System.out.println("ready");
    }

    private static void askForever(QbClient client, byte[] message) {
        while (client.ask(message).result() > 0) {
            Thread.onSpinWait();
        }
    }
}
