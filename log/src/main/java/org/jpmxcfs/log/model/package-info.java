/** What the journal holds, as values: entries, the mutations in them, and their binary form. */
package org.jpmxcfs.log.model;
