package org.jpmxcfs.materializer.views;

/**
 * A line of the cluster log. Texts are in the form of {@link org.jpmxcfs.log.model.Names}.
 *
 * @param uid its number: 1 for the first line, each next one higher by 1
 * @param index journal index of the entry that brought it
 * @param timeSeconds when it was logged, by the clock of its node, in seconds since 1970
 * @param priority syslog priority, 0 (emergency) to 7 (debug)
 * @param pid process that logged, on its node
 * @param node name of the node that logged
 * @param user who caused it
 * @param tag the program or component
 * @param text the message, converted for display already
 */
public record LogLine(
        long uid,
        long index,
        long timeSeconds,
        int priority,
        int pid,
        String node,
        String user,
        String tag,
        String text) {}
