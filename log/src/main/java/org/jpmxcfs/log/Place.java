package org.jpmxcfs.log;

/**
 * Where an entry lies in the files of a journal, so that it can be read again without those before
 * it. Whoever keeps one asks {@link EntrySource#holds} first: entries may have been taken back.
 *
 * @param segment number of the segment
 * @param offset where its record begins in that file, in bytes
 */
public record Place(long segment, long offset) {}
