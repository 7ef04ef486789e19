package org.jpmxcfs.transport.corosync.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.Recording;
import org.junit.jupiter.api.Test;

/** Every kind of message that real daemons have sent. */
class RecordedMessagesTest {
    private static final int KEY_AT = 24;

    private final List<JsonNode> recorded = Recording.lines("recordings");

    @Test
    void shouldDecodeAndEncodeEveryRecordedMessageOfTheTree() throws MalformedException {
        Set<String> kinds = new HashSet<>();
        for (JsonNode message : recorded) {
            if (message.get("group").asText().equals(DcdbMessage.GROUP)) {
                byte[] bytes = Recording.bytes(message);

                DcdbMessage decoded = DcdbMessage.decode(bytes);

                assertArrayEquals(bytes, decoded.encode(), () -> "" + decoded);
                assertEquals(decoded, DcdbMessage.decode(decoded.encode()));
                kinds.add(message.get("kind").asText());
            }
        }
        assertTrue(kinds.size() >= 14, () -> "few kinds: " + kinds);
    }

    @Test
    void shouldDecodeAndEncodeEveryRecordedStatusMessage() throws MalformedException {
        Set<String> kinds = new HashSet<>();
        for (JsonNode message : recorded) {
            if (message.get("group").asText().equals(StatusMessage.GROUP)) {
                byte[] bytes = Recording.bytes(message);
                StatusMessage decoded = StatusMessage.decode(bytes);

                if (decoded instanceof StatusMessage.SetValue set) {
                    clearLeftovers(bytes, set.key().length());
                }

                assertArrayEquals(bytes, decoded.encode(), () -> "" + decoded);
                kinds.add(message.get("kind").asText());
            }
        }
        assertEquals(4, kinds.size(), () -> "kinds: " + kinds);
    }

    @Test
    void shouldReadFieldsAsTheyWereRecorded() throws MalformedException {
        for (JsonNode message : recorded) {
            Envelope envelope = Envelope.decode(Recording.bytes(message));
            JsonNode fields = message.get("fields");

            assertEquals(fields.get("type").asInt(), envelope.type().ordinal());
            assertEquals(fields.get("subtype").asInt(), envelope.subtype());
            assertEquals(fields.get("protocol_version").asInt(), envelope.version());
            assertEquals(fields.get("time").asInt(), envelope.seconds());
        }
    }

    /** What stands behind the NUL of a key is whatever was in the sender's memory. */
    private static void clearLeftovers(byte[] bytes, int keyLength) {
        for (int i = KEY_AT + keyLength; i < KEY_AT + StatusMessage.KEY_FIELD_BYTES; i++) {
            bytes[i] = 0;
        }
    }
}
