import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The last step of the build: makes the libraries of the application ready for archives of loaded
 * classes, and writes down what the application consists of.
 *
 * <p>Class files of Java 5 (version 49: picocli, ASM, jnr-x86asm) carry no stack maps. The virtual
 * machine verifies them anew at each start, slowly, and JDK 17 never archives them; that is 0.3 s
 * of CPU for each start. They are rewritten to version 52 with the same code and its stack maps.
 *
 * <p>Native parts for other systems, 10 MB of them, are left out.
 *
 * <p>The file {@code build-id} holds a digest over all jars. An archive belongs to one build: dates
 * say nothing, since a package or a copy may carry older ones than the archive does.
 *
 * <p>Run as {@code java -cp 'DIR/lib/*' SealApplication.java DIR}.
 */
final class SealApplication {
    private static final int VERSION_AT = 7; // the low byte of the major version
    private static final int STACK_MAPS_SINCE = 50;

    private static final Pattern NATIVE_PART = Pattern.compile("(jni|org/sqlite/native)/.+");
    private static final Pattern USED_PART =
            Pattern.compile(
                    "(jni/(x86_64|aarch64)-Linux|org/sqlite/native/Linux/(x86_64|aarch64))/.*");

    private SealApplication() {}

    public static void main(String[] args) throws Exception {
        Path application = Path.of(args[0]);
        List<Path> libraries = jars(application.resolve("lib"));
        try (URLClassLoader known = new URLClassLoader(urls(libraries), null)) {
            for (Path library : libraries) {
                upgrade(library, known);
            }
        }
        List<Path> all = new ArrayList<>(libraries);
        all.add(application.resolve("jpmxcfs.jar"));
        Files.writeString(application.resolve("build-id"), digest(all) + '\n');
    }

    private static List<Path> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static String digest(List<Path> files) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files) {
            digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /** Does nothing to a library that has nothing of both, or that was rewritten before. */
    private static void upgrade(Path jar, ClassLoader known) throws IOException {
        Path fresh = jar.resolveSibling(jar.getFileName() + ".new");
        try (ZipFile in = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(in.entries());
            if (!needsWork(in, entries)) {
                return;
            }
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(fresh))) {
                for (ZipEntry entry : entries) {
                    if (isForeign(entry)) {
                        continue;
                    }
                    byte[] content = in.getInputStream(entry).readAllBytes();
                    ZipEntry written = new ZipEntry(entry.getName());
                    written.setTime(entry.getTime());
                    out.putNextEntry(written);
                    out.write(isOld(entry, content) ? upgraded(content, known) : content);
                }
            }
        }
        Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean needsWork(ZipFile jar, List<? extends ZipEntry> entries)
            throws IOException {
        for (ZipEntry entry : entries) {
            if (isForeign(entry)) {
                return true;
            }
            try (InputStream content = jar.getInputStream(entry)) {
                if (isOld(entry, content.readNBytes(VERSION_AT + 1))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isForeign(ZipEntry entry) {
        String name = entry.getName();
        return NATIVE_PART.matcher(name).matches() && !USED_PART.matcher(name).matches();
    }

    private static boolean isOld(ZipEntry entry, byte[] content) {
        return entry.getName().endsWith(".class") && content[VERSION_AT] < STACK_MAPS_SINCE;
    }

    private static byte[] upgraded(byte[] content, ClassLoader known) {
        ClassWriter writer = new FrameWriter(known);
        ClassVisitor raise =
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public void visit(
                            int version,
                            int access,
                            String name,
                            String signature,
                            String superName,
                            String[] interfaces) {
                        super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
                    }
                };
        new ClassReader(content).accept(raise, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    /** Computes stack maps, and looks at the libraries for what two classes have in common. */
    private static final class FrameWriter extends ClassWriter {
        private final ClassLoader known;

        FrameWriter(ClassLoader known) {
            super(COMPUTE_FRAMES);
            this.known = known;
        }

        @Override
        protected ClassLoader getClassLoader() {
            return known;
        }
    }

    private static URL[] urls(List<Path> files) throws IOException {
        URL[] urls = new URL[files.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = files.get(i).toUri().toURL();
        }
        return urls;
    }
}
