/**
 * What the daemons of a Corosync cluster say to each other in the groups {@code pve_dcdb_v1} (the
 * tree) and {@code pve_kvstore_v1} (status values and cluster log), and its binary form: packed,
 * little-endian, byte for byte that of pmxcfs. Decoding is total. When what is said, and what
 * follows from it, is decided in package {@code sync}.
 */
package org.jpmxcfs.transport.corosync.wire;
