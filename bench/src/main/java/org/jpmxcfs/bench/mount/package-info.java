/** Benchmarks of a whole mount: what a user of the file system feels. */
package org.jpmxcfs.bench.mount;
