package org.jpmxcfs.log.chronicle;

import java.util.Optional;
import java.util.UUID;

/**
 * What plain reads of a stored journal tell, before anything is opened for writing.
 *
 * @param journal identity of the journal; empty when there is none
 * @param firstIndex index of the oldest entry; {@code lastIndex + 1} when there is none
 * @param lastIndex index of the newest good entry
 * @param damage the first damage
 */
public record Survey(
        Optional<UUID> journal, long firstIndex, long lastIndex, Optional<Damage> damage) {
    static Survey of(Examination found) {
        SegmentTable segments = SegmentTable.of(found.segments());
        Optional<Damage> damage = Optional.ofNullable(found.damage());
        if (segments.isEmpty()) {
            return new Survey(Optional.empty(), 1, 0, damage);
        }
        UUID journal = segments.newest().start().journal();
        return new Survey(Optional.of(journal), segments.firstIndex(), found.lastIndex(), damage);
    }
}
