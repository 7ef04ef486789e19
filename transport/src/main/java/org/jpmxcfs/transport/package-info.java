/** Total order: one sequence of entries for all nodes. Knows neither files nor SQLite. */
package org.jpmxcfs.transport;
