package org.jpmxcfs.transport.ipc;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpmxcfs.log.model.Names;

/**
 * The values of the properties that were asked for lately, of all guests: read again only from
 * configurations that have changed since, so that a request costs what has changed and not what
 * there is. Any thread may ask.
 */
final class KnownProperties {
    /** Tools ask for one or two; what comes on top lets the oldest go. */
    private static final int NAMES_MAX = 16;

    /** So many configurations can be read while others wait: each takes about 30 µs. */
    private static final int READ_AT_ONCE_MAX = 256;

    private final ClusterView view;

    /** Replaced as a whole: two threads that read at once both leave a good one. */
    private volatile Table table =
            new Table(List.of(), new GuestConfigs(new long[0], new long[0]), new String[0][]);

    /**
     * Values of some properties.
     *
     * @param names the properties
     * @param guests the guests
     * @param values by property, then by guest, in their order; null where a guest has none
     */
    record Table(List<String> names, GuestConfigs guests, String[][] values) {}

    KnownProperties(ClusterView view) {
        this.view = view;
    }

    /** Whether only a few configurations have to be read for an answer. */
    boolean isAtHand(List<String> names) {
        Table known = table;
        GuestConfigs now = view.guests();
        if (now.ids().length <= READ_AT_ONCE_MAX) {
            return true;
        }
        if (!known.names.containsAll(names)) {
            return false;
        }
        int unknown = 0;
        for (int place : placesIn(known.guests, now)) {
            unknown += place < 0 ? 1 : 0;
        }
        return unknown <= READ_AT_ONCE_MAX;
    }

    /** The present values of these properties, and maybe more. */
    Table of(List<String> names) {
        Table known = table;
        GuestConfigs now = view.guests();
        boolean hasNames = known.names.containsAll(names);
        if (hasNames && isSame(known.guests, now)) {
            return known;
        }
        Table next = hasNames ? read(known.names, now, known) : read(with(names, known), now, null);
        table = next;
        return next;
    }

    private static List<String> with(List<String> names, Table known) {
        Set<String> all = new LinkedHashSet<>(names);
        for (String name : known.names) {
            if (all.size() < NAMES_MAX) {
                all.add(name);
            }
        }
        return List.copyOf(all);
    }

    /** Takes what is in {@code known}, which has the same names, and reads the rest. */
    private Table read(List<String> names, GuestConfigs now, Table known) {
        String[][] values = new String[names.size()][now.ids().length];
        byte[][] byteNames = names.stream().map(Names::toBytes).toArray(byte[][]::new);
        int[] places = known == null ? null : placesIn(known.guests, now);
        Map<String, String> same = new HashMap<>();
        for (int guest = 0; guest < now.ids().length; guest++) {
            int place = places == null ? -1 : places[guest];
            String[] read = place < 0 ? read(now.ids()[guest], byteNames) : null;
            for (int name = 0; name < values.length; name++) {
                values[name][guest] =
                        place < 0 ? shared(read[name], same) : known.values[name][place];
            }
        }
        return new Table(names, now, values);
    }

    // A guest may have been removed since the list was made.
    private String[] read(long guest, byte[][] names) {
        return view.guestConfig(guest)
                .map(config -> GuestProperties.values(config, names))
                .orElseGet(() -> new String[names.length]);
    }

    private static String shared(String value, Map<String, String> same) {
        String first = value == null ? null : same.putIfAbsent(value, value);
        return first == null ? value : first;
    }

    /** Where in {@code known} each guest is with the same state; -1 where it is not. */
    private static int[] placesIn(GuestConfigs known, GuestConfigs now) {
        int[] places = new int[now.ids().length];
        int place = 0;
        for (int i = 0; i < places.length; i++) {
            while (place < known.ids().length && known.ids()[place] < now.ids()[i]) {
                place++;
            }
            boolean isKnown =
                    place < known.ids().length
                            && known.ids()[place] == now.ids()[i]
                            && known.states()[place] == now.states()[i];
            places[i] = isKnown ? place : -1;
        }
        return places;
    }

    private static boolean isSame(GuestConfigs a, GuestConfigs b) {
        return Arrays.equals(a.ids(), b.ids()) && Arrays.equals(a.states(), b.states());
    }
}
