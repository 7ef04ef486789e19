/**
 * Who belongs to a cluster and how one gets in and out: invitations, enrolment, the authority in
 * the tree, the files of a member, and {@code corosync.conf} as the tree has it. Not here: the
 * order of entries.
 */
package org.jpmxcfs.fuse.membership;
