package org.jpmxcfs.transport.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jpmxcfs.log.model.Mutation.LogMessage;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpcServiceTest {
    private static final Client ROOT = new Client(4711, Access.READ_WRITE);
    private static final Client READER = new Client(4712, Access.READ_ONLY);

    private final RecordingSequencer sequencer = new RecordingSequencer();
    private final LogOutbox outbox = new LogOutbox(sequencer);
    private final MapView view = new MapView();
    private final StatusEntries status = new StatusEntries("n1", () -> 1000);
    private final IpcService service = new IpcService("n1", view, status, outbox);

    @AfterEach
    void stop() {
        outbox.close();
    }

    @ParameterizedTest
    @CsvSource({"1, version", "2, members", "3, guests"})
    void shouldAnswerTextWhenRequestHasNoBody(int number, String expected) {
        assertEquals(expected, text(service.answer(READER, Messages.message(number))));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "10"})
    void shouldRefuseTextRequestWhenItHasABody(int number) {
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(number, new byte[1]));
    }

    @ParameterizedTest
    @CsvSource({"0", "9", "14", "-7", "2147483647"})
    void shouldAnswerRangeErrorWhenNumberIsUnknown(int number) {
        assertRefused(IpcErrno.ECHRNG, ROOT, Messages.message(number));
    }

    @Test
    void shouldGiveValueBackByteForByteWhenStatusIsSet() {
        // given
        byte[] value = {0, 1, (byte) 0xFF, 0};
        // when
        Answer set = service.answer(ROOT, Messages.setStatus("ceph", value));
        // then
        assertEquals(Answer.done(), set);
        assertArrayEquals(value, service.answer(READER, Messages.getStatus("", "ceph")).data());
        assertArrayEquals(value, service.answer(READER, Messages.getStatus("n1", "ceph")).data());
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.getStatus("n2", "ceph"));
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.getStatus("", "other"));
    }

    @Test
    void shouldRemoveStatusWhenValueIsEmpty() {
        // given
        service.answer(ROOT, Messages.setStatus("k", new byte[] {1}));
        // when
        Answer removed = service.answer(ROOT, Messages.setStatus("k", new byte[0]));
        // then
        assertEquals(Answer.done(), removed);
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.getStatus("", "k"));
    }

    @Test
    void shouldRefuseStatusWhenTooLargeOrShortOrNotAllowed() {
        assertEquals(Answer.done(), service.answer(ROOT, Messages.setStatus("k", new byte[32768])));
        assertRefused(IpcErrno.EFBIG, ROOT, Messages.setStatus("k", new byte[32769]));
        assertRefused(IpcErrno.EPERM, READER, Messages.setStatus("k", new byte[1]));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(4, new byte[255]));
        assertRefused(IpcErrno.EPERM, READER, Messages.message(4));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(5, new byte[511]));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.setStatus("rrd/k", new byte[] {'1'}));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.setStatus("nodeip", new byte[0]));
    }

    @Test
    void shouldReadFileWhenPathHasSlashesInFrontOrDoubled() {
        // given
        view.with("ha/resources.cfg", "vm: 100\n").with("empty", "");
        // then
        for (String path :
                List.of("ha/resources.cfg", "/ha/resources.cfg", "//ha//resources.cfg")) {
            assertEquals("vm: 100\n", text(service.answer(READER, Messages.readConfig(path))));
        }
        assertEquals("", text(service.answer(READER, Messages.readConfig("empty"))));
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.readConfig("ha"));
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.readConfig(""));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(6));
    }

    @ParameterizedTest
    @CsvSource({
        "priv/x, EPERM",
        "/priv/x, EPERM",
        "priv, EPERM",
        "priv//x, EPERM",
        "nodes/n1/priv/x, EPERM",
        "nodes//n1//priv/x, EPERM",
        "//nodes/n1/priv, EPERM",
        "privat/x, ENOENT",
        "nodes/n1/private, ENOENT",
        "nodes/priv, ENOENT",
        "x/priv/y, ENOENT"
    })
    void shouldHidePrivateFilesWhenClientMayOnlyRead(String path, IpcErrno expected) {
        assertRefused(expected, READER, Messages.readConfig(path));
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.readConfig(path));
    }

    @Test
    void shouldSubmitLogMessageWhenClientMayWrite() {
        // when
        Answer answer =
                service.answer(ROOT, Messages.log(6, "root@pam", "qm", "st\u00c3\u00a4rt \"x\"\n"));
        // then
        assertEquals(Answer.done(), answer);
        outbox.close();
        assertEquals(
                List.of(new LogMessage(6, 4711, "n1", "root@pam", "qm", "st\\u00e4rt \"x\"#010")),
                sequencer.submitted());
    }

    @Test
    void shouldRefuseLogMessageWhenMalformedOrNotAllowed() {
        byte[] good = Messages.log(3, "u", "t", "m");
        byte[] unterminated = good.clone();
        unterminated[good.length - 1] = 'x';
        byte[] userTooLong = good.clone();
        userTooLong[17] = (byte) 200;
        byte[] noUser = good.clone();
        noUser[17] = 0;
        assertRefused(IpcErrno.EINVAL, ROOT, unterminated);
        assertRefused(IpcErrno.EINVAL, ROOT, userTooLong);
        assertRefused(IpcErrno.EINVAL, ROOT, noUser);
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.log(8, "u", "t", "m"));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(7, new byte[2]));
        assertRefused(IpcErrno.EPERM, READER, good);
    }

    @Test
    void shouldReadFiftyMessagesWhenCountIsZero() {
        assertEquals("50 of ", text(service.answer(READER, Messages.readLog(0, ""))));
        assertEquals(
                "7 of root@pam", text(service.answer(READER, Messages.readLog(7, "root@pam"))));
        assertEquals("2147483647 of ", text(service.answer(READER, Messages.readLog(-1, ""))));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(8, new byte[16]));
    }

    @Test
    void shouldEndSamplesWithNulWhenThereAreNone() {
        assertArrayEquals(new byte[1], service.answer(READER, Messages.message(10)).data());
    }

    @Test
    void shouldFindTokenWhenItIsAWholeLine() {
        // given
        view.with("priv/token.cfg", "a!b 1\nroot@pam!t 0815\nlast");
        // then
        assertEquals(
                Answer.done(), service.answer(READER, Messages.verifyToken("root@pam!t 0815")));
        assertEquals(Answer.done(), service.answer(READER, Messages.verifyToken("last")));
        assertRefused(IpcErrno.ENOENT, READER, Messages.verifyToken("root@pam!t 08"));
        assertRefused(IpcErrno.ENOENT, READER, Messages.verifyToken("oot@pam!t 0815"));
        assertRefused(IpcErrno.EINVAL, READER, Messages.verifyToken("a!b 1\nroot"));
        assertRefused(IpcErrno.EINVAL, READER, Messages.verifyToken("a\0b"));
        assertRefused(IpcErrno.EINVAL, READER, Messages.verifyToken(""));
        assertRefused(IpcErrno.EINVAL, READER, Messages.message(12, new byte[] {'a'}));
        assertRefused(IpcErrno.EINVAL, READER, Messages.message(12));
    }

    @Test
    void shouldAnswerNoEntryWhenThereIsNoTokenFile() {
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.verifyToken("x"));
    }

    @Test
    void shouldRefusePropertiesWhenGuestOrNamesAreWrong() {
        // given
        view.withGuest(100, "name: x\n").withGuest(101, "");
        // then
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.property(99, "name"));
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.property(102, "name"));
        assertRefused(IpcErrno.EIO, ROOT, Messages.property(101, "name"));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(11, Messages.u32(100)));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.message(11, new byte[3]));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.properties(99, "name"));
        assertRefused(IpcErrno.ENOENT, ROOT, Messages.properties(102, "name"));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.properties(100));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.properties(100, ""));
        assertRefused(IpcErrno.EINVAL, ROOT, Messages.properties(100, "Name"));
        assertRefused(
                IpcErrno.EINVAL,
                ROOT,
                Messages.message(13, Messages.u32(0), new byte[] {2}, Messages.string("name")));
        assertRefused(
                IpcErrno.EINVAL,
                ROOT,
                Messages.message(13, Messages.u32(0), new byte[] {1}, Messages.string("a\0b")));
        assertRefused(
                IpcErrno.EINVAL,
                ROOT,
                Messages.message(13, Messages.u32(0), new byte[] {1, 'a', 'b'}));
    }

    @Test
    void shouldAnswerPropertiesWhenAsked() {
        // given
        view.withGuest(100, "name: x\nlock: backup\n").withGuest(101, "name: y\n");
        // then
        assertEquals(
                "{\"100\":{\"lock\":\"backup\"}}\n",
                text(service.answer(READER, Messages.property(0, "lock"))));
        assertEquals(
                "{\"101\":{\"name\":\"y\"}}\n",
                text(service.answer(READER, Messages.properties(101, "lock", "name"))));
    }

    @Test
    void shouldCountRequestsByOutcome() {
        // when
        service.answer(ROOT, Messages.message(1));
        service.answer(ROOT, Messages.message(99));
        // then
        assertEquals(1, service.answeredCount());
        assertEquals(1, service.refusedCount());
    }

    private void assertRefused(IpcErrno expected, Client client, byte[] message) {
        Answer answer = service.answer(client, message);
        assertEquals(expected, answer.errno());
        assertEquals(-expected.number(), answer.error());
        assertEquals(0, answer.data().length);
    }

    private static String text(Answer answer) {
        assertEquals(0, answer.error());
        return Names.ofBytes(answer.data());
    }
}
