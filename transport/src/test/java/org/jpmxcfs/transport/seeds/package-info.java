/** What all simulations share: playing seeds by command. */
package org.jpmxcfs.transport.seeds;
