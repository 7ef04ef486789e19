package org.jpmxcfs.transport.corosync.conf;

import java.util.List;

/**
 * A section of the file: {@code name { ... }}.
 *
 * @param name its name; empty for the whole file
 * @param firstLine line that opens it, from 1; 0 for the whole file
 * @param lastLine line that closes it
 * @param settings its own settings in order
 * @param sections the sections in it, in order
 */
record Section(
        String name, int firstLine, int lastLine, List<Setting> settings, List<Section> sections) {
    /** A line {@code key: value}. */
    record Setting(String key, String value, int line) {}

    /** The sections of a name. */
    List<Section> all(String wanted) {
        return sections.stream().filter(section -> section.name.equals(wanted)).toList();
    }

    /**
     * The only section of a name.
     *
     * @throws CorosyncException when there is none, or more than one
     */
    Section only(String wanted) throws CorosyncException {
        List<Section> found = all(wanted);
        if (found.isEmpty()) {
            throw new CorosyncException("corosync.conf has no section '" + wanted + "'");
        }
        if (found.size() > 1) {
            throw CorosyncException.at(
                    found.get(1).firstLine,
                    "section '%s' is there already, at line %d"
                            .formatted(wanted, found.get(0).firstLine));
        }
        return found.get(0);
    }

    /**
     * The setting of a key; null when there is none.
     *
     * @throws CorosyncException when it is given twice
     */
    Setting find(String key) throws CorosyncException {
        Setting found = null;
        for (Setting setting : settings) {
            if (setting.key.equals(key)) {
                if (found != null) {
                    throw CorosyncException.at(
                            setting.line,
                            "%s is given already, at line %d".formatted(key, found.line));
                }
                found = setting;
            }
        }
        return found;
    }

    /**
     * The setting of a key that must be there and not be empty.
     *
     * @throws CorosyncException when it is missing, empty or given twice
     */
    Setting require(String key) throws CorosyncException {
        Setting found = find(key);
        if (found == null) {
            throw CorosyncException.at(firstLine, "section '" + name + "' has no " + key);
        }
        if (found.value.isEmpty()) {
            throw CorosyncException.at(found.line, key + " is empty");
        }
        return found;
    }
}
