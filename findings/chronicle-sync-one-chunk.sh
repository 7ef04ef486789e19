#!/usr/bin/env bash
# Surprising: ExcerptAppender.sync() of Chronicle Queue, in the default sync mode, starts no write to the disk that it waits for (msync
# with MS_ASYNC), and covers only the chunk of the file that is mapped at the moment, not what was appended before it.
# Why it matters: what a caller takes for synced is lost at a power failure.
# Taken care of by: org.jpmxcfs.log.chronicle.GroupSync and TailSync, which sync the file by its descriptor.
set -euo pipefail

version=2026.4
command -v strace >/dev/null || apt-get install -y strace >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<POM
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>net.openhft</groupId><artifactId>chronicle-queue</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory="$folder/lib"
cat >"$folder/Append.java" <<'JAVA'
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

public class Append {
    public static void main(String[] args) {
        byte[] message = new byte[5_000];
        try (ChronicleQueue queue =
                        SingleChronicleQueueBuilder.single(args[0]).blockSize(64 << 10).build();
                ExcerptAppender appender = queue.createAppender()) {
            for (int i = 0; i < 40; i++) {
                appender.writeBytes(bytes -> bytes.write(message));
            }
            appender.sync();
        }
    }
}
JAVA
strace -f -e trace=msync,fsync,fdatasync -o "$folder/trace" java \
    --add-opens java.base/java.lang.reflect=ALL-UNNAMED --add-opens java.base/sun.nio.ch=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.ref=ALL-UNNAMED -Dchronicle.analytics.disable=true -Dchronicle.announcer.disable=true \
    -cp "$folder/lib/*" "$folder/Append.java" "$folder/queue" >"$folder/out" 2>&1 || { cat "$folder/out"; exit 1; }

appended=$((40 * 5000))
synced=$(grep -o 'msync([^)]*MS_ASYNC' "$folder/trace" | sed -E 's/.*, ([0-9]+), .*/\1/' | sort -n | tail -n 1)
waited=$(grep -cE 'MS_SYNC|fsync|fdatasync' "$folder/trace" || true)
java -version 2>&1 | head -n 1
echo "chronicle-queue $version: appended $appended bytes, largest msync ${synced:-none} bytes (MS_ASYNC), calls that wait for the disk: $waited"
[[ -n $synced && $waited -eq 0 && $synced -lt $appended ]]
