package org.jpmxcfs.materializer.history;

import java.util.Map;
import org.jpmxcfs.log.model.Transfer;

/**
 * What a transfer of a whole state changed.
 *
 * @param begun where the state is from, and why it was taken over
 * @param put how many rows it brought
 * @param removed how many rows it took away
 * @param sizes the paths that it changed, and their sizes before and after it
 */
public record Takeover(Transfer.Begun begun, int put, int removed, Map<String, Sizes> sizes) {
    /**
     * Sizes of what is at a path; {@link Step#ABSENT} where nothing is.
     *
     * @param before bytes before the transfer
     * @param after bytes after it
     */
    public record Sizes(int before, int after) {}

    /** One line for people, such as {@code taken from config.db: 2 put, 1 removed}. */
    public String text(NodeNames nodes) {
        String what =
                switch (begun.source()) {
                    case NODE -> "state of node " + nodes.of(begun.node()) + " taken over";
                    case DATABASE -> "taken from config.db";
                };
        return "%s: %d put, %d removed".formatted(what, put, removed);
    }
}
