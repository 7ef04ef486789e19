package org.jpmxcfs.fuse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
    @Test
    void shouldReadANodeThatServesAloneAndLeaveOutWhatItDoesNotKnow() throws Exception {
        // when
        NodeStatus status =
                read(
                        "{'node':'a','dataDir':'/d','processId':7,'mode':'local','tree':{'version':1},"
                                + "'later':[1]}");

        // then
        assertEquals("a", status.node());
        assertEquals("/d", status.dataDir());
        assertEquals(7, status.processId());
        assertTrue(status.inCluster().isEmpty());
        assertTrue(status.isAlike());
        assertFalse(status.isVerifiedAfter(0));
        assertEquals(0, read("{}").processId());
    }

    @Test
    void shouldWaitForTheDigestsOfAllWhoAreOnline() throws Exception {
        // given
        String waiting =
                "{'cluster':{'verifiedIndex':9},'members':[{'name':'a','id':1,'online':true,"
                        + "'digestIndex':9,'digest':'x'},{'name':'b','id':2,'online':true},"
                        + "{'name':'c','id':3,'online':false,'digestIndex':4,'digest':'z'}]}";
        String same = waiting.replace("'id':2,", "'id':2,'digestIndex':9,'digest':'x',");
        String other = waiting.replace("'id':2,", "'id':2,'digestIndex':9,'digest':'y',");

        // when, then
        assertFalse(read(waiting).isVerifiedAfter(8));
        assertTrue(read(same).isVerifiedAfter(8));
        assertFalse(read(same).isVerifiedAfter(9));
        assertTrue(read(same).isAlike());
        assertFalse(read(other).isAlike());
        assertNull(read(other).members().get(1).lag());
    }

    @Test
    void shouldTakeTheWordOfCorosync() throws Exception {
        // given
        String equal =
                "{'cluster':{'engine':'corosync','verifiedIndex':2,'verificationEqual':true}}";

        // when, then
        assertTrue(read(equal).isVerifiedAfter(1));
        assertTrue(read(equal).isAlike());
        assertFalse(read(equal.replace("true", "false")).isAlike());
    }

    @Test
    void shouldRefuseWhatIsNoStatus() {
        assertThrows(IllegalArgumentException.class, () -> read("{'members':7}"));
    }

    private static NodeStatus read(String json) throws Exception {
        JsonNode said = JsonMapper.builder().build().readTree(json.replace('\'', '"'));
        return NodeStatus.of(said);
    }
}
