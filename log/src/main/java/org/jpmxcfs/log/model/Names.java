package org.jpmxcfs.log.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * File names are byte strings: the kernel allows any byte but NUL and slash. Throughout the project
 * a name or path is a {@code String} with one char (0 to 255) for each byte, which keeps every byte
 * and costs one byte of memory a char. This class holds the only ways in and out of that form.
 */
public final class Names {
    private Names() {}

    /** The name with these bytes. */
    public static String ofBytes(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a name. */
    public static byte[] toBytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The name whose UTF-8 bytes spell this text: for names that come from people, options and
     * JSON.
     */
    public static String ofText(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The name as people read it: UTF-8 where it is that, else each byte as one Latin-1 character.
     */
    public static String toText(String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(toBytes(name)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return name;
        }
    }
}
