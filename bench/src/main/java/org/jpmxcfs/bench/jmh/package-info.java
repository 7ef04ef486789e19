/** JMH benchmarks of the hot write path, one class for each stage of it and one for the whole. */
package org.jpmxcfs.bench.jmh;
