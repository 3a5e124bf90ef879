package org.chiptest.runtime.internal.process.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.segment.SegmentReference;
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

    /**
     * Memory files of a process, by which another one that runs already finds its channel and the windows of its group: words before those
     * of the start.
     */
    record Files(int process, int channel, Optional<Integer> windows) {

        private static final int WORDS = 3;
        private static final String NONE = "none";

        List<String> write() {
            return List.of(Integer.toString(process), Integer.toString(channel),
                    windows.map(String::valueOf).orElse(NONE));
        }

        static Files read(List<String> words) {
            if (words.size() < WORDS) {
                throw new IllegalArgumentException("a start in a group names its memory files first, found " + words);
            }
            String windows = words.get(2);
            return new Files(Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)),
                    windows.equals(NONE) ? Optional.empty() : Optional.of(Integer.parseInt(windows)));
        }

        List<String> rest(List<String> words) {
            return words.subList(WORDS, words.size());
        }
    }

    /**
     * Write down how a chip starts whose process runs already.
     *
     * @param segments its channel and the windows of its group, by segment number, open in this process
     */
    public List<String> write(HostMemory memory, Map<Integer, MemoryFile> segments) {
        MemoryFile channel = segments.get(SegmentReference.BOOTSTRAP_CHANNEL);
        if (channel == null) {
            throw new IllegalArgumentException("a chip says that it has started in its channel, which is not among "
                    + segments.keySet());
        }
        List<String> words = new ArrayList<>(new Files((int) ProcessHandle.current().pid(), channel.descriptor(),
                Optional.ofNullable(segments.get(SegmentReference.WINDOWS)).map(MemoryFile::descriptor)).write());
        words.addAll(write(memory));
        return words;
    }

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
