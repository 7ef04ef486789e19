/**
 * The journal on Chronicle Queue: the only package that knows it.
 *
 * <p>A journal is a directory of segments, one Chronicle cycle file each. A segment begins with a
 * start record that says which journal it belongs to and at which index it goes on; a start at an
 * earlier index than the end of the segment before it takes back what lies in between. Chronicle
 * orders, maps and tails the bytes; checksums, indexes, space and real syncs are ours.
 */
package org.jpmxcfs.log.chronicle;
