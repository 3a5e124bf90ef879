package org.chiptest.runtime.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Attach;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Barrier;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Bootstrap;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Detach;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Init;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Join;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Leave;
import org.chiptest.runtime.internal.mailbox.ControlRequest.OfDevice;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Prewarm;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Register;
import org.chiptest.runtime.internal.mailbox.ControlRequest.Remains;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.chiptest.runtime.internal.segment.SharedSegments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlRequestTests {

    private static final ChipCallable CALLABLE = ChipCallable.builder().functionName("f").build();

    private static final Bootstrap START = new Bootstrap(List.of("1", "", "alone \u00b5"));
    private static final long STAGED = 16_000;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(16_384, 64);
    private final SharedSegments segments = new SharedSegments(Map.of(SegmentReference.TENSORS, memory));
    private final RequestWords.Sender sender = new RequestWords.Sender() {

        @Override
        public long send(MemorySegment sent) {
            if (!sent.isNative()) {
                memory.asSlice(STAGED, sent.byteSize()).copyFrom(sent);
                return SegmentReference.of(SegmentReference.TENSORS, STAGED);
            }
            return SegmentReference.of(SegmentReference.TENSORS, sent.address() - memory.address());
        }

        @Override
        public long receive(MemorySegment received) {
            return send(received);
        }
    };

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void whatWasWrittenIsRead() {
        MemorySegment image = memory.asSlice(64, CALLABLE.byteSize()).copyFrom(CALLABLE.image());
        ChipCallable inMemory = ChipCallable.parse(image);
        List<ControlRequest> requests = List.of(new Init(5), new Remains(), new Register(3, image), new Prewarm(3),
                new Join(1234, 56, 2, 4, 1L << 33), new Barrier(), new Leave(),
                new Detach(), new Attach(1234, 56), START,
                new OfDevice(new DeviceRequest.CopyTo(7, memory.asSlice(128, 100))),
                new OfDevice(new DeviceRequest.Malloc(7)));

        assertThat(requests).allSatisfy(request -> assertThat(ControlRequest.read(request.words(sender), segments))
                .isEqualTo(request));

        Set<Class<?>> written = requests.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(written).containsExactlyInAnyOrder(ControlRequest.class.getPermittedSubclasses());
        assertThat(ControlRequest.read(new RequestWords(4, 3, sender.send(image), image.byteSize()), segments))
                .isEqualTo(new OfDevice(new DeviceRequest.Prepare(3, inMemory)));
    }

    @Test
    void aRequestWhoseMemoryIsNotInASegmentIsRefused() {
        long reference = SegmentReference.of(SegmentReference.TENSORS, 16_288);
        assertThatExceptionOfType(ArgumentFormatException.class)
                .isThrownBy(() -> ControlRequest.read(new RequestWords(18, 0, reference, 97), segments)).withMessage(
                        "the callable's image refers to 97 bytes at offset 16288 of segment 1, which has 16384 bytes");
        assertThatExceptionOfType(ArgumentFormatException.class)
                .isThrownBy(() -> ControlRequest.read(new RequestWords(2, 0, 0, 8), segments)).withMessageStartingWith(
                        "the source of copy_to refers to segment 0, offset 0; this process shares the segments [1]");
        assertThatExceptionOfType(ArgumentFormatException.class)
                .isThrownBy(() -> ControlRequest.read(new RequestWords(4, 1L << 40, 0, 0), segments))
                .withMessage("callable id 1099511627776 of control command 4 does not fit into 32 bits");
    }

    @Test
    void wordsOfAStartThatAreCutAreRefused() {
        RequestWords words = START.words(sender);

        assertThatExceptionOfType(ArgumentFormatException.class)
                .isThrownBy(() -> ControlRequest.read(
                        new RequestWords(words.command(), 0, words.arg1(), words.arg2() - 1), segments))
                .withMessage("the words of a start end with a 0, found 'alone \u00b5'");
    }

    @Test
    void anythingThatCanBeReceivedIsARequestOrAnErrorThatSaysWhatIsWrong() {
        Random random = new Random(20261128);
        int requests = 0;
        for (int i = 0; i < 20_000; i++) {
            memory.set(ValueLayout.JAVA_LONG, 8L * random.nextInt(2048), random.nextLong());
            RequestWords words = new RequestWords(random.nextInt(30) - 2, word(random), word(random), word(random));
            try {
                assertThat(ControlRequest.read(words, segments).operation()).isNotEmpty();
                requests++;
            } catch (ArgumentFormatException | DeviceException e) {
                assertThat(e.getMessage()).as("%s", words).isNotBlank();
            }
        }
        assertThat(requests).isBetween(2_000, 18_000);
    }

    private static long word(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> random.nextLong();
            case 2 -> random.nextInt(70) - 3;
            case 3 -> SegmentReference.of(1, random.nextInt(5000));
            default -> 1L << random.nextInt(64);
        };
    }
}
