package org.jpmxcfs.log.model;

/**
 * One mutation at its place in the total order. Everything the state machine needs is in here: it
 * has no clock.
 *
 * @param index place in the order: 1 for the first entry, each next one higher by 1
 * @param term leadership term that ordered it; 0 on a node without a cluster
 * @param origin node id where the mutation was asked for, unsigned 32 bit; 0 on a node without a
 *     cluster
 * @param requestId number that the origin gave to the request; 0 where a request is never sent
 *     twice
 * @param timeMillis the origin's clock when it asked, in milliseconds since 1970
 * @param mutation what to do
 */
public record Entry(
        long index, long term, int origin, long requestId, long timeMillis, Mutation mutation) {
    /**
     * Modification time that the mutation gives to what it touches: whole seconds, unsigned 32 bit.
     */
    public long timeSeconds() {
        return Math.floorDiv(timeMillis, 1000L) & Limits.U32_MAX;
    }
}
