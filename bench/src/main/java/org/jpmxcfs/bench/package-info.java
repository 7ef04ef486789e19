/** What all benchmarks have in common. */
package org.jpmxcfs.bench;
