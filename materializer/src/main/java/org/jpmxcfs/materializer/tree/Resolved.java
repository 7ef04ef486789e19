package org.jpmxcfs.materializer.tree;

import org.jpmxcfs.log.model.Refusal;

/**
 * What a location leads to: an entry, or the reason why there is none.
 *
 * @param attributes the entry; null when there is none
 * @param refusal {@code NOT_FOUND} or {@code NOT_A_DIRECTORY}; null when there is an entry
 */
public record Resolved(Attributes attributes, Refusal refusal) {}
