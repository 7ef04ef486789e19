package org.jpmxcfs.materializer.tree;

import java.util.Arrays;

/**
 * What the request ledger remembers of one node, in the form that the database keeps.
 *
 * @param origin node id, unsigned 32 bit
 * @param replies the remembered requests and outcomes, made by {@link RequestLedger}; never changed
 */
public record LedgerRow(int origin, byte[] replies) {
    @Override
    public boolean equals(Object other) {
        return other instanceof LedgerRow row
                && origin == row.origin
                && Arrays.equals(replies, row.replies);
    }

    @Override
    public int hashCode() {
        return 31 * origin + Arrays.hashCode(replies);
    }

    @Override
    public String toString() {
        return "LedgerRow[origin=" + origin + ", bytes=" + replies.length + "]";
    }
}
