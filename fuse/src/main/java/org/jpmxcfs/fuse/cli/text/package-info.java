/** What commands print: tables, times, differences, entries and errors as text. No options here. */
package org.jpmxcfs.fuse.cli.text;
