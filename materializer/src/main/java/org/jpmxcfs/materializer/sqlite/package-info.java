/**
 * The view on disk: a SQLite database in the form of pmxcfs, with tables of our own beside its one.
 * The only package that knows SQLite and JDBC.
 */
package org.jpmxcfs.materializer.sqlite;
