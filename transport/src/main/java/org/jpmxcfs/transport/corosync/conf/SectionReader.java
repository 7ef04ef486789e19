package org.jpmxcfs.transport.corosync.conf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jpmxcfs.transport.corosync.conf.Section.Setting;

/**
 * Reads the lines of a corosync.conf into sections, as corosync.conf(5) describes them: a line
 * opens a section, closes one, sets a key, is a comment or is blank.
 */
final class SectionReader {
    private static final int DEPTH_MAX = 16;
    private static final Pattern WORD = Pattern.compile("[!-~]+");

    /** A section that is not closed yet. */
    private record Open(String name, int line, List<Setting> settings, List<Section> sections) {
        Open(String name, int line) {
            this(name, line, new ArrayList<>(), new ArrayList<>());
        }

        Section closedAt(int lastLine) {
            return new Section(name, line, lastLine, List.copyOf(settings), List.copyOf(sections));
        }
    }

    private final Deque<Open> open = new ArrayDeque<>();

    private SectionReader() {
        open.push(new Open("", 0));
    }

    /** The section that is the whole file. */
    static Section read(List<String> lines) throws CorosyncException {
        SectionReader reader = new SectionReader();
        for (int i = 0; i < lines.size(); i++) {
            requireText(lines.get(i), i + 1);
            reader.take(lines.get(i).strip(), i + 1);
        }
        if (reader.open.size() > 1) {
            Open left = reader.open.peek();
            throw CorosyncException.at(
                    left.line(), "section '" + left.name() + "' is never closed by '}'");
        }
        return reader.open.pop().closedAt(lines.size());
    }

    private void take(String line, int number) throws CorosyncException {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int colon = line.indexOf(':');
        int brace = line.indexOf('{');
        if (line.equals("}")) {
            close(number);
        } else if (brace >= 0 && (colon < 0 || brace < colon)) {
            open(line, brace, number);
        } else if (colon > 0) {
            String key = word(line.substring(0, colon).strip(), number);
            open.peek().settings.add(new Setting(key, line.substring(colon + 1).strip(), number));
        } else {
            throw CorosyncException.at(
                    number, "neither 'section {' nor '}' nor 'key: value' nor a '#' comment");
        }
    }

    private void open(String line, int brace, int number) throws CorosyncException {
        String name = word(line.substring(0, brace).strip(), number);
        if (brace != line.length() - 1) {
            throw CorosyncException.at(number, "a section opens by its name and a '{' at the end");
        }
        if (open.size() > DEPTH_MAX) {
            throw CorosyncException.at(number, "sections are nested too deep");
        }
        open.push(new Open(name, number));
    }

    private void close(int number) throws CorosyncException {
        if (open.size() == 1) {
            throw CorosyncException.at(number, "'}' without a section to close");
        }
        Section closed = open.pop().closedAt(number);
        open.peek().sections.add(closed);
    }

    private static String word(String text, int number) throws CorosyncException {
        if (!WORD.matcher(text).matches()) {
            throw CorosyncException.at(number, "the name of a section or key is one ASCII word");
        }
        return text;
    }

    private static void requireText(String line, int number) throws CorosyncException {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t' && c != '\r' || c == 0x7F) {
                throw CorosyncException.at(number, "not text: it holds a byte " + (int) c);
            }
        }
    }
}
