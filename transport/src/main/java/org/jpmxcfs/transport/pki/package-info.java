/** The cluster's own certificates: who belongs to it, and how its members prove that. */
package org.jpmxcfs.transport.pki;
