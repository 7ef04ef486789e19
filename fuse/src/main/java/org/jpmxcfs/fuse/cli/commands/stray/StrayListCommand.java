package org.jpmxcfs.fuse.cli.commands.stray;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.text.TextTable;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.store.StrayFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs stray list}: what was found, and when. */
@Command(
        name = "list",
        description = "List what was found in the bare mount point, find by find.",
        footer = {"", "Example:", "  jpmxcfs stray list"})
final class StrayListCommand implements Callable<Integer> {
    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        StrayFiles stray = new StrayFiles(dataDir.directory());
        ArrayNode found = JsonMapper.builder().build().createArrayNode();
        for (String name : stray.names()) {
            for (Path file : stray.files(name)) {
                add(found.addObject(), name, file, stray.find(name).resolve(file));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            found.forEach(out::println);
        } else if (found.isEmpty()) {
            out.println("nothing was found");
        } else {
            TextTable table = new TextTable("FOUND", "BYTES", "FILE");
            found.forEach(
                    file ->
                            table.add(
                                    List.of(
                                            file.path("found").asText(),
                                            file.path("bytes").asText(),
                                            Printable.line(file.path("file").asText()))));
            table.print(out);
        }
        return 0;
    }

    private static void add(ObjectNode row, String name, Path file, Path at) throws IOException {
        BasicFileAttributes about =
                Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        row.put("found", name).put("file", file.toString()).put("bytes", about.size());
    }
}
