package org.jpmxcfs.transport.ipc;

/**
 * The guests of one moment.
 *
 * @param ids their numbers, ascending
 * @param states for each a number that is another one after every change of its configuration
 */
public record GuestConfigs(long[] ids, long[] states) {}
