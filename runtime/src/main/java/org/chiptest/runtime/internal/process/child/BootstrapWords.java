package org.chiptest.runtime.internal.process.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.segment.SharedSegments;

/**
 * How a chip starts, as words of a command line. Host memory travels as a reference.
 *
 * @param deviceId number of the device
 * @param deadline longest wait for the other ranks
 * @param rootInfo file by which the ranks find each other, where a foreign library has the windows
 * @param config   what is done at the start
 */
public record BootstrapWords(int deviceId, Duration deadline, Optional<Path> rootInfo, BootstrapConfig config) {

    private static final String NO_COMM = "alone";

    List<String> write(HostMemory memory) {
        List<String> words = new ArrayList<>(List.of(Integer.toString(deviceId), Long.toString(deadline.toMillis()),
                rootInfo.map(Path::toString).orElse("")));
        config.comm().ifPresentOrElse(comm -> words.addAll(List.of(Integer.toString(comm.rank()),
                Integer.toString(comm.ranks()), Long.toString(comm.windowBytes()))), () -> words.add(NO_COMM));
        words.add(Integer.toString(config.buffers().size()));
        for (BootstrapConfig.Buffer buffer : config.buffers()) {
            words.addAll(List.of(buffer.name(), buffer.dtype().name(), Long.toString(buffer.count()),
                    Boolean.toString(buffer.loadFromHost()), Boolean.toString(buffer.storeToHost())));
        }
        for (List<BootstrapConfig.Staging> stagings : List.of(config.hostInputs(), config.hostOutputs())) {
            words.add(Integer.toString(stagings.size()));
            for (BootstrapConfig.Staging staging : stagings) {
                words.addAll(List.of(staging.name(), Long.toString(memory.reference(staging.memory())),
                        Long.toString(staging.memory().byteSize())));
            }
        }
        return words;
    }

    static BootstrapWords read(List<String> list, SharedSegments segments) {
        Deque<String> words = new ArrayDeque<>(list);
        int deviceId = Integer.parseInt(words.pop());
        Duration deadline = Duration.ofMillis(Long.parseLong(words.pop()));
        Optional<Path> rootInfo = Optional.of(words.pop()).filter(file -> !file.isEmpty()).map(Path::of);
        Optional<BootstrapConfig.Rank> comm = comm(words);
        List<BootstrapConfig.Buffer> buffers = new ArrayList<>();
        for (int left = Integer.parseInt(words.pop()); left > 0; left--) {
            buffers.add(
                    new BootstrapConfig.Buffer(words.pop(), DataType.valueOf(words.pop()), Long.parseLong(words.pop()),
                            Boolean.parseBoolean(words.pop()), Boolean.parseBoolean(words.pop())));
        }
        BootstrapConfig config = new BootstrapConfig(comm, buffers, stagings(words, segments),
                stagings(words, segments));
        return new BootstrapWords(deviceId, deadline, rootInfo, config);
    }

    private static Optional<BootstrapConfig.Rank> comm(Deque<String> words) {
        String first = words.pop();
        return first.equals(NO_COMM)
                ? Optional.empty()
                : Optional.of(new BootstrapConfig.Rank(Integer.parseInt(first), Integer.parseInt(words.pop()),
                        Long.parseLong(words.pop())));
    }

    private static List<BootstrapConfig.Staging> stagings(Deque<String> words, SharedSegments segments) {
        List<BootstrapConfig.Staging> stagings = new ArrayList<>();
        for (int left = Integer.parseInt(words.pop()); left > 0; left--) {
            String name = words.pop();
            long reference = Long.parseLong(words.pop());
            stagings.add(new BootstrapConfig.Staging(name, segments.resolve(reference, Long.parseLong(words.pop()), 1,
                    "host memory of buffer '" + name + "'")));
        }
        return stagings;
    }
}
