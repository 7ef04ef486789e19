/**
 * What is derived from the entries of the tree or kept beside them, for readers: the guests and the
 * cluster log. Not the tree, its rules, or what needs the attributes of an entry.
 */
package org.jpmxcfs.materializer.views;
