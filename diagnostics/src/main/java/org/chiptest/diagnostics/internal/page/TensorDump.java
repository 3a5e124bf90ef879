package org.chiptest.diagnostics.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Dumped tensors of one rank as a page holds them.
 *
 * @param rank     number of the chip
 * @param manifest the manifest, JSON
 * @param payload  the first part of the file that it describes
 */
record TensorDump(int rank, String manifest, String payload) {

    /** More than this makes a page that browsers and reports are slow with. */
    static final int MOST_BYTES = 16 << 20;

    /** Names of the manifest and the payloads, in the former and in the newer shape. */
    private static final Map<String, String> NAMES = Map.of("tensor_dump.json", "tensor_dump.bin", "args_dump.json",
            "args.bin");

    /** Read the dump in a folder; empty if there is none. */
    static Optional<TensorDump> in(Path folder, int rank) throws IOException {
        for (Map.Entry<String, String> names : NAMES.entrySet()) {
            Path manifest = folder.resolve(names.getKey());
            Path payload = folder.resolve(names.getValue());
            if (Files.isRegularFile(manifest) && Files.isRegularFile(payload)) {
                return Optional.of(of(manifest, payload, rank));
            }
        }
        return Optional.empty();
    }

    private static TensorDump of(Path manifest, Path payload, int rank) throws IOException {
        try (InputStream content = Files.newInputStream(payload)) {
            return new TensorDump(rank, Files.readString(manifest),
                    Base64.getEncoder().encodeToString(content.readNBytes(MOST_BYTES)));
        }
    }

    String toJson() {
        return "{\"rank\":" + rank + ",\"manifest\":" + Escaped.script(manifest) + ",\"payload\":\"" + payload + "\"}";
    }
}
