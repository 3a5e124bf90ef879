package org.chiptest.runtime.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceRequest.CopyFrom;
import org.chiptest.runtime.device.DeviceRequest.CopyTo;
import org.chiptest.runtime.device.DeviceRequest.Free;
import org.chiptest.runtime.device.DeviceRequest.Malloc;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Probe;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.device.DeviceRequest.WarmUp;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.device.DeviceRequestCodec;
import org.chiptest.runtime.internal.device.RequestWords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRequestTests {

    private static final MemorySegment HOST = MemorySegment.ofArray(new byte[20]);
    private static final ChipCallable CALLABLE = ChipCallable.builder().functionName("f").build();
    private static final Run RUN = new Run(0, new TaskArgs(), CallConfig.defaults());
    private static final Duration USUAL = Duration.ofSeconds(7);

    private final SharedNumbers shared = new SharedNumbers();

    /** Memory by number, as two sides of a mailbox share it. */
    private static final class SharedNumbers implements RequestWords.Sender, RequestWords.Receiver {

        final List<String> directions = new ArrayList<>();
        private final List<MemorySegment> memory = new ArrayList<>();

        @Override
        public long send(MemorySegment segment) {
            directions.add("send");
            return number(segment);
        }

        @Override
        public long receive(MemorySegment segment) {
            directions.add("receive");
            return number(segment);
        }

        @Override
        public MemorySegment find(long number, long bytes, String what) {
            if (number < 1 || number > memory.size() || bytes != memory.get((int) number - 1).byteSize()) {
                throw new ArgumentFormatException(what + " is not there");
            }
            return memory.get((int) number - 1);
        }

        private long number(MemorySegment segment) {
            memory.add(segment);
            return memory.size();
        }
    }

    static List<DeviceRequest.Control> requests() {
        return List.of(new Malloc(1L << 40), new Free(-1), new CopyTo(1L << 63, HOST), new CopyFrom(HOST, 4096),
                new Prepare(63, CALLABLE), new Unregister(-1), new WarmUp(), new Probe());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatWasWrittenIsRead(DeviceRequest.Control request) {
        RequestWords words = DeviceRequestCodec.words(request, shared);
        assertThat(DeviceRequestCodec.read(words, shared)).isEqualTo(request);
        assertThat(words.command()).isEqualTo(DeviceRequestCodec.command(request));
    }

    @Test
    void everyOperationIsAmongThoseThatAreWrittenAndRead() {
        Set<Class<?>> written = requests().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(written).containsExactlyInAnyOrder(DeviceRequest.Control.class.getPermittedSubclasses());
        assertThat(DeviceRequest.class.getPermittedSubclasses()).containsExactlyInAnyOrder(Run.class,
                DeviceRequest.Control.class);
    }

    @Test
    void noTwoOperationsHaveOneNumber() {
        assertThat(requests()).extracting(DeviceRequestCodec::command).doesNotHaveDuplicates();
    }

    @Test
    void operationsAreNamedAsTheSpecificationHasThem() {
        assertThat(requests()).extracting(DeviceRequest::operation).containsExactly("malloc", "free", "copy_to",
                "copy_from", "prepare_callable", "unregister_callable", "warm_up", "probe");
        assertThat(RUN.operation()).isEqualTo("run_prepared");
    }

    @Test
    void memoryGoesWithTheRequestOrComesWithTheAnswer() {
        requests().forEach(request -> DeviceRequestCodec.words(request, shared));
        assertThat(shared.directions).containsExactly("send", "receive", "send");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5, 15, 16, 18, 99, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aCommandThatNobodyKnowsIsNamed(int command) {
        assertThatExceptionOfType(ArgumentFormatException.class)
                .isThrownBy(() -> DeviceRequestCodec.read(new RequestWords(command, 0, 0, 0), shared)).withMessage(
                        "there is no control command " + command + "; parent and child must run the same build");
    }

    @ParameterizedTest
    @ValueSource(ints = {DeviceRequestCodec.PREPARE, DeviceRequestCodec.UNREGISTER})
    void aCallableIdOfMoreThan32BitsIsNotCutToOne(int command) {
        assertThatExceptionOfType(ArgumentFormatException.class)
                .isThrownBy(() -> DeviceRequestCodec.read(new RequestWords(command, (1L << 32) + 3, 1, 0), shared))
                .withMessage("callable id 4294967299 of control command " + command + " does not fit into 32 bits");
    }

    @Test
    void memoryThatIsOutOfReachIsRefusedAndNamed() {
        assertOutOfReach(new RequestWords(DeviceRequestCodec.COPY_TO, 0, 9, 20), "the source of copy_to");
        assertOutOfReach(new RequestWords(DeviceRequestCodec.COPY_FROM, 9, 0, 20), "the target of copy_from");
        assertOutOfReach(new RequestWords(DeviceRequestCodec.PREPARE, 0, 9, 20), "the callable's image");
    }

    @Test
    void anImageThatIsNoneIsTheDevicesErrorMinusOne() {
        RequestWords garbage = new RequestWords(DeviceRequestCodec.PREPARE, 0, shared.send(HOST), HOST.byteSize());
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> DeviceRequestCodec.read(garbage, shared))
                .satisfies(e -> assertThat(e.code()).isEqualTo(-1)).withMessageContaining("truncated");
    }

    @Test
    void aCopyIsDividedIntoPiecesInOrder() {
        assertThat(DeviceRequestCodec.pieces(new CopyTo(100, HOST), 8)).containsExactly(
                new CopyTo(100, HOST.asSlice(0, 8)),
                new CopyTo(108, HOST.asSlice(8, 8)), new CopyTo(116, HOST.asSlice(16, 4)));
        assertThat(DeviceRequestCodec.pieces(new CopyFrom(HOST, 100), 10)).containsExactly(
                new CopyFrom(HOST.asSlice(0, 10), 100),
                new CopyFrom(HOST.asSlice(10, 10), 110));
        assertThat(DeviceRequestCodec.pieces(new CopyTo(100, HOST.asSlice(0, 0)), 8)).isEmpty();
    }

    @Test
    void onlyARunHasADeadlineOfItsOwn() {
        Duration own = Duration.ofSeconds(3);
        RunSettings settings = RunSettings.unset().withDeadline(own);
        Run limited = new Run(0, new TaskArgs(), CallConfig.defaults().withSettings(settings));
        assertThat(limited.deadline(USUAL)).isEqualTo(own);
        assertThat(RUN.deadline(USUAL)).isEqualTo(EffectiveRunSettings.DEFAULT_DEADLINE);
        assertThat(requests()).allSatisfy(request -> assertThat(request.deadline(USUAL)).isEqualTo(USUAL));
    }

    @Test
    void onlyWhatGivesBackMeansNothingToADeadDevice() {
        assertThat(requests().stream().filter(DeviceRequest::onlyReleases).map(DeviceRequest::operation))
                .containsExactly("free", "unregister_callable");
        assertThat(RUN.onlyReleases()).isFalse();
    }

    @Test
    void failuresAreWordedAsTheSpecificationHasThem() {
        assertThat(new Malloc(1).failure(-1)).isEqualTo("malloc failed");
        assertThat(new Free(1).failure(-2)).isEqualTo("free failed with code -2");
        assertThat(RUN.failure(-100)).isEqualTo("run_prepared failed with code -100");
    }

    private void assertOutOfReach(RequestWords words, String what) {
        assertThatExceptionOfType(ArgumentFormatException.class)
                .isThrownBy(() -> DeviceRequestCodec.read(words, shared))
                .withMessage(what + " is not there");
    }
}
