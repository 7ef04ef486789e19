package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;

/**
 * The payload of a NORMAL message of the tree's group. Most kinds share one layout: size (4 bytes),
 * offset (4), length of the path (4), length of the target (4), flags (4), path, target, data; both
 * lengths count a final NUL, and 0 stands for none. The two that free a lock are a digest (32) and
 * a path with its NUL.
 */
final class FileChangeCodec {
    private static final int WRITE = 1;
    private static final int MAKE_DIRECTORY = 2;
    private static final int DELETE = 3;
    private static final int RENAME = 4;
    private static final int CREATE = 5;
    private static final int SET_MTIME = 6;
    private static final int REQUEST_UNLOCK = 7;
    private static final int UNLOCK = 8;
    private static final int FIXED_BYTES = 5 * Integer.BYTES;
    private static final byte[] NOTHING = {};

    /** Which kind, and its bytes. */
    record Encoded(int subtype, byte[] payload) {}

    private FileChangeCodec() {}

    static Encoded encode(FileChange change) {
        return change.accept(new Encoder());
    }

    static FileChange decode(int subtype, byte[] payload) throws MalformedException {
        if (subtype == REQUEST_UNLOCK || subtype == UNLOCK) {
            return decodeUnlock(subtype, payload);
        }
        if (subtype < WRITE || subtype > UNLOCK) {
            throw new MalformedException("change of unknown kind " + subtype);
        }
        return decodeCommon(subtype, payload);
    }

    private static FileChange decodeUnlock(int subtype, byte[] payload) throws MalformedException {
        int pathBytes = payload.length - Limits.CHECKSUM_BYTES;
        if (pathBytes < 1) {
            throw new MalformedException("unlock of " + payload.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        byte[] digest = new byte[Limits.CHECKSUM_BYTES];
        in.get(digest);
        String path = text(in, pathBytes, "path");
        return subtype == UNLOCK
                ? new FileChange.Unlock(path, digest)
                : new FileChange.RequestUnlock(path, digest);
    }

    private static FileChange decodeCommon(int subtype, byte[] payload) throws MalformedException {
        if (payload.length < FIXED_BYTES) {
            throw new MalformedException("change of " + payload.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        long size = Integer.toUnsignedLong(in.getInt());
        long offset = Integer.toUnsignedLong(in.getInt());
        long pathBytes = Integer.toUnsignedLong(in.getInt());
        long toBytes = Integer.toUnsignedLong(in.getInt());
        int flags = in.getInt();
        if (size + pathBytes + toBytes != in.remaining()) {
            throw new MalformedException("change whose lengths do not add up");
        }
        String path = text(in, (int) pathBytes, "path");
        String to = toBytes == 0 && subtype != RENAME ? "" : text(in, (int) toBytes, "target");
        byte[] data = new byte[(int) size];
        in.get(data);
        return switch (subtype) {
            case WRITE -> new FileChange.Write(path, offset, data, flags != 0);
            case MAKE_DIRECTORY -> new FileChange.MakeDirectory(path);
            case DELETE -> new FileChange.Delete(path);
            case RENAME -> new FileChange.Rename(path, to);
            case CREATE -> new FileChange.Create(path);
            default -> new FileChange.SetMtime(path, offset);
        };
    }

    /** Bytes up to their first NUL; the last one is a NUL. */
    private static String text(ByteBuffer in, int bytes, String what) throws MalformedException {
        if (bytes == 0) {
            throw new MalformedException("change without a " + what);
        }
        byte[] text = new byte[bytes];
        in.get(text);
        if (text[bytes - 1] != 0) {
            throw new MalformedException(what + " that does not end");
        }
        String all = Names.ofBytes(text);
        return all.substring(0, all.indexOf('\0'));
    }

    private static final class Encoder implements FileChange.Handler<Encoded> {
        @Override
        public Encoded write(FileChange.Write c) {
            return common(WRITE, c.offset(), c.path(), null, c.cuts() ? 1 : 0, c.data());
        }

        @Override
        public Encoded makeDirectory(FileChange.MakeDirectory c) {
            return common(MAKE_DIRECTORY, 0, c.path(), null, 0, NOTHING);
        }

        @Override
        public Encoded delete(FileChange.Delete c) {
            return common(DELETE, 0, c.path(), null, 0, NOTHING);
        }

        @Override
        public Encoded rename(FileChange.Rename c) {
            return common(RENAME, 0, c.path(), c.to(), 0, NOTHING);
        }

        @Override
        public Encoded create(FileChange.Create c) {
            return common(CREATE, 0, c.path(), null, 0, NOTHING);
        }

        @Override
        public Encoded setMtime(FileChange.SetMtime c) {
            return common(SET_MTIME, c.mtime(), c.path(), null, 0, NOTHING);
        }

        @Override
        public Encoded requestUnlock(FileChange.RequestUnlock c) {
            return new Encoded(REQUEST_UNLOCK, lock(c.digest(), c.path()));
        }

        @Override
        public Encoded unlock(FileChange.Unlock c) {
            return new Encoded(UNLOCK, lock(c.digest(), c.path()));
        }

        private static byte[] lock(byte[] digest, String path) {
            byte[] name = Names.toBytes(path);
            return ByteBuffer.allocate(digest.length + name.length + 1)
                    .put(digest)
                    .put(name)
                    .array();
        }

        private static Encoded common(
                int subtype, long offset, String path, String to, int flags, byte[] data) {
            byte[] name = Names.toBytes(path);
            byte[] target = to == null ? NOTHING : Names.toBytes(to);
            int pathBytes = name.length + 1;
            int toBytes = to == null ? 0 : target.length + 1;
            ByteBuffer out =
                    ByteBuffer.allocate(FIXED_BYTES + pathBytes + toBytes + data.length)
                            .order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(data.length).putInt((int) offset).putInt(pathBytes).putInt(toBytes);
            out.putInt(flags).put(name).put((byte) 0);
            if (to != null) {
                out.put(target).put((byte) 0);
            }
            return new Encoded(subtype, out.put(data).array());
        }
    }
}
