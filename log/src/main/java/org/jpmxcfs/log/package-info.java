/** The journal: what happened, in which order. Depends on nothing else of this project. */
package org.jpmxcfs.log;
