/**
 * Clusters of tree groups on a simulated Corosync, driven by a seed: one total order for each
 * component, cuts, merges, deaths and slow members at any step.
 */
package org.jpmxcfs.transport.corosync.simulation;
