package org.chiptest.runtime.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.internal.args.CallConfigDescriptor;
import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.args.ContinuousTensorDescriptor;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.args.RunSettingsDescriptor;
import org.chiptest.runtime.internal.callable.ChipCallableDescriptor;
import org.chiptest.runtime.internal.callable.CoreCallableDescriptor;
import org.chiptest.runtime.internal.comm.CommContextDescriptor;
import org.chiptest.runtime.internal.comm.CommWindowsDescriptor;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.chiptest.runtime.internal.device.DeviceRequestCodec;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.mailbox.ControlSegmentDescriptor;
import org.chiptest.runtime.internal.mailbox.LinkDescriptor;
import org.chiptest.runtime.internal.mailbox.LostRunDescriptor;
import org.chiptest.runtime.internal.mailbox.MailboxDescriptor;
import org.chiptest.runtime.internal.mailbox.MailboxState;
import org.chiptest.runtime.internal.mailbox.OutcomeDescriptor;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.chiptest.runtime.process.WorkerSettings;
import org.junit.jupiter.api.Test;

/** What the library for programs in C knows of its worker is what the worker knows. */
class ProtocolTests {

    private static final Pattern CONSTANT = Pattern.compile("constexpr uint64_t (\\w+) = (\\d+);");

    private final Map<String, Long> known = new TreeMap<>();

    @Test
    void everyNumberOfTheLibraryIsThatOfItsDescriptor() throws IOException {
        describeSegments();
        describeMailbox();
        describeAnswers();
        describeCommands();
        describeArguments();
        describeGroups();
        describeTimes();

        assertThat(constants()).isEqualTo(known);
    }

    @Test
    void theSizesOfElementsAreThoseOfDataTypes() throws IOException {
        List<DataType> types = Stream.of(DataType.values()).sorted(Comparator.comparingInt(DataType::code)).toList();
        assertThat(types).extracting(DataType::code)
                .isEqualTo(IntStream.range(0, types.size()).boxed().toList());
        String sizes = types.stream().map(type -> String.valueOf(type.size())).collect(Collectors.joining(", "));
        assertThat(text("staging.h")).contains("ELEMENT_BYTES[] = {" + sizes + "};");
    }

    private void describeSegments() {
        known.put("CONTROL_BYTES", ControlSegmentDescriptor.SIZE);
        known.put("TENSOR_BYTES", WorkerSettings.DEFAULT_TENSOR_BYTES);
        known.put("RECORD_BYTES", WorkerSettings.DEFAULT_RECORD_BYTES);
        known.put("TENSORS_SEGMENT", (long) SegmentReference.TENSORS);
        known.put("RECORDS_SEGMENT", (long) SegmentReference.RECORDS);
        known.put("SEGMENT_SHIFT", (long) Long.numberOfTrailingZeros(SegmentReference.of(1, 0)));
        known.put("RED_ZONE_BYTES", (long) RedZone.BYTES);
        known.put("RED_ZONE_PATTERN", 0xA7L);
    }

    private void describeMailbox() {
        known.put("STATE", MailboxDescriptor.STATE);
        known.put("ERROR_CODE", MailboxDescriptor.ERROR_CODE);
        known.put("CALLABLE_ID", MailboxDescriptor.CALLABLE_ID);
        known.put("CALL_CONFIG", MailboxDescriptor.CALL_CONFIG);
        known.put("ARGS_BLOB", MailboxDescriptor.ARGS_BLOB);
        known.put("ARGS_BLOB_CAPACITY", MailboxDescriptor.ARGS_BLOB_CAPACITY);
        known.put("ERROR_TEXT", MailboxDescriptor.ERROR_TEXT);
        known.put("CONTROL_COMMAND", MailboxDescriptor.CONTROL_COMMAND);
        known.put("CONTROL_ARG0", MailboxDescriptor.CONTROL_ARG0);
        known.put("CONTROL_ARG1", MailboxDescriptor.CONTROL_ARG1);
        known.put("CONTROL_ARG2", MailboxDescriptor.CONTROL_ARG2);
        known.put("CONTROL_RESULT", MailboxDescriptor.CONTROL_RESULT);
        known.put("IDLE", (long) MailboxState.IDLE);
        known.put("TASK_READY", (long) MailboxState.TASK_READY);
        known.put("TASK_DONE", (long) MailboxState.TASK_DONE);
        known.put("SHUTDOWN", (long) MailboxState.SHUTDOWN);
        known.put("CONTROL_REQUEST", (long) MailboxState.CONTROL_REQUEST);
        known.put("CONTROL_DONE", (long) MailboxState.CONTROL_DONE);
        known.put("LONG_ARGS", ControlSegmentDescriptor.LONG_ARGS);
        known.put("LONG_ARGS_CAPACITY", ControlSegmentDescriptor.LONG_ARGS_CAPACITY);
        describeLink(ControlSegmentDescriptor.LINK);
    }

    private void describeLink(long link) {
        known.put("MAGIC", link + LinkDescriptor.MAGIC);
        known.put("VERSION", link + LinkDescriptor.VERSION);
        known.put("READY", link + LinkDescriptor.READY);
        known.put("GOODBYE", link + LinkDescriptor.GOODBYE);
        known.put("PARENT_WAITS", link + LinkDescriptor.PARENT_WAITS);
        known.put("CHILD_WAITS", link + LinkDescriptor.CHILD_WAITS);
        known.put("REQUEST", link + LinkDescriptor.REQUEST);
        known.put("LONG_ARGS_LENGTH", link + LinkDescriptor.LONG_ARGS_LENGTH);
        known.put("ANSWER", link + LinkDescriptor.ANSWER);
        known.put("MAGIC_VALUE", LinkDescriptor.MAGIC_VALUE);
        known.put("VERSION_VALUE", (long) LinkDescriptor.VERSION_VALUE);
    }

    private void describeAnswers() {
        long counters = ControlSegmentDescriptor.COUNTERS;
        known.put("HOST_OPENS", counters + CounterDescriptor.HOST_OPENS);
        known.put("AICPU_OPENS", counters + CounterDescriptor.AICPU_OPENS);
        long outcome = ControlSegmentDescriptor.OUTCOME;
        known.put("OUTCOME_KIND", outcome + OutcomeDescriptor.KIND);
        known.put("OUTCOME_TEXT_LENGTH", outcome + OutcomeDescriptor.TEXT_LENGTH);
        known.put("OUTCOME_TEXT", outcome + OutcomeDescriptor.TEXT);
        known.put("OUTCOME_TEXT_CAPACITY", OutcomeDescriptor.TEXT_CAPACITY);
        known.put("KIND_DONE", 0L);
        known.put("KIND_DEVICE_FAILURE", 1L);
        known.put("KIND_CHILD_FAILURE", 2L);
        long lost = ControlSegmentDescriptor.LOST_RUN;
        known.put("LOST_CODE", lost + LostRunDescriptor.CODE);
        known.put("LOST_TEXT_LENGTH", lost + LostRunDescriptor.TEXT_LENGTH);
        known.put("LOST_TEXT", lost + LostRunDescriptor.TEXT);
        known.put("LOST_TEXT_CAPACITY", LostRunDescriptor.TEXT_CAPACITY);
    }

    private void describeCommands() {
        known.put("MALLOC", (long) DeviceRequestCodec.MALLOC);
        known.put("FREE", (long) DeviceRequestCodec.FREE);
        known.put("COPY_TO", (long) DeviceRequestCodec.COPY_TO);
        known.put("COPY_FROM", (long) DeviceRequestCodec.COPY_FROM);
        known.put("PREPARE", (long) DeviceRequestCodec.PREPARE);
        known.put("INIT", (long) ControlRequest.Init.COMMAND);
        known.put("UNREGISTER", (long) DeviceRequestCodec.UNREGISTER);
        known.put("JOIN", (long) ControlRequest.Join.COMMAND);
        known.put("BARRIER", (long) ControlRequest.Barrier.COMMAND);
        known.put("LEAVE", (long) ControlRequest.Leave.COMMAND);
    }

    private void describeArguments() {
        known.put("CONFIG_BLOCK_DIM", CallConfigDescriptor.BLOCK_DIM);
        known.put("CONFIG_AICPU_THREADS", CallConfigDescriptor.AICPU_THREAD_NUM);
        known.put("CONFIG_SWIMLANE", CallConfigDescriptor.ENABLE_L2_SWIMLANE);
        known.put("CONFIG_DUMP", CallConfigDescriptor.ENABLE_DUMP_TENSOR);
        known.put("CONFIG_PMU", CallConfigDescriptor.ENABLE_PMU);
        known.put("CONFIG_DEP_GEN", CallConfigDescriptor.ENABLE_DEP_GEN);
        known.put("CONFIG_PREFIX", CallConfigDescriptor.OUTPUT_PREFIX);
        known.put("CONFIG_PREFIX_BYTES", CallConfigDescriptor.OUTPUT_PREFIX_SIZE);
        known.put("ARGS_TENSORS", (long) ChipStorageTaskArgsDescriptor.MAX_TENSORS);
        known.put("ARGS_SCALARS", (long) ChipStorageTaskArgsDescriptor.MAX_SCALARS);
        known.put("ARGS_SCALARS_AT", ChipStorageTaskArgsDescriptor.SCALARS);
        known.put("ARGS_TENSOR_COUNT", ChipStorageTaskArgsDescriptor.TENSOR_COUNT);
        known.put("ARGS_SCALAR_COUNT", ChipStorageTaskArgsDescriptor.SCALAR_COUNT);
        known.put("TENSOR_SIZE", ContinuousTensorDescriptor.SIZE);
        known.put("TENSOR_SHAPES", ContinuousTensorDescriptor.SHAPES);
        known.put("TENSOR_MAX_DIMENSIONS", (ContinuousTensorDescriptor.NDIMS - ContinuousTensorDescriptor.SHAPES) / 4);
        known.put("TENSOR_DIMENSIONS", ContinuousTensorDescriptor.NDIMS);
        known.put("TENSOR_DTYPE", ContinuousTensorDescriptor.DTYPE);
        known.put("TENSOR_CHILD_MEMORY", ContinuousTensorDescriptor.CHILD_MEMORY);
        known.put("IMAGE_BINARY_SIZE", ChipCallableDescriptor.BINARY_SIZE);
        known.put("IMAGE_CHILD_OFFSETS", ChipCallableDescriptor.CHILD_OFFSETS);
        known.put("IMAGE_CHILD_COUNT", ChipCallableDescriptor.CHILD_COUNT);
        known.put("IMAGE_STORAGE", ChipCallableDescriptor.STORAGE);
        known.put("IMAGE_MAX_CHILDREN", (long) ChipCallableDescriptor.MAX_CHILDREN);
        known.put("CHILD_BINARY_SIZE", CoreCallableDescriptor.BINARY_SIZE);
        known.put("CHILD_BINARY", CoreCallableDescriptor.BINARY);
    }

    private void describeGroups() {
        known.put("WINDOWS_MAGIC", CommWindowsDescriptor.MAGIC);
        known.put("WINDOWS_RANKS", CommWindowsDescriptor.RANKS);
        known.put("WINDOWS_SIZE", CommWindowsDescriptor.WINDOW_SIZE);
        known.put("WINDOWS_JOINED", CommWindowsDescriptor.JOINED);
        known.put("WINDOWS_PHASE", CommWindowsDescriptor.PHASE);
        known.put("WINDOWS_PROCESSES", CommWindowsDescriptor.PROCESSES);
        known.put("WINDOWS_PROCESS_BYTES", CommWindowsDescriptor.PROCESS_SIZE);
        known.put("WINDOWS_PROCESS_BEGIN", CommWindowsDescriptor.PROCESS_BEGIN);
        known.put("WINDOWS_AT", CommWindowsDescriptor.WINDOWS);
        known.put("WINDOWS_MAGIC_VALUE", CommWindowsDescriptor.MAGIC_VALUE);
        known.put("MAX_RANKS", (long) CommContextDescriptor.MAX_RANKS);
        known.put("CONTEXT_WINDOWS_IN", CommContextDescriptor.WINDOWS_IN);
    }

    private void describeTimes() {
        known.put("DEADLINE", ControlSegmentDescriptor.RUN_SETTINGS + RunSettingsDescriptor.DEADLINE);
        known.put("HEAP_BYTES", ControlSegmentDescriptor.RUN_SETTINGS + RunSettingsDescriptor.HEAP_BYTES);
        known.put("TENSOR_WAIT_TIMEOUT",
                ControlSegmentDescriptor.RUN_SETTINGS + RunSettingsDescriptor.TENSOR_WAIT_TIMEOUT);
        known.put("TASK_WINDOW", ControlSegmentDescriptor.RUN_SETTINGS + RunSettingsDescriptor.TASK_WINDOW);
        known.put("DEP_POOL", ControlSegmentDescriptor.RUN_SETTINGS + RunSettingsDescriptor.DEP_POOL);
        known.put("MIN_TASK_WINDOW", (long) RunSettings.MIN_TASK_WINDOW);
        known.put("MIN_HEAP_BYTES", RunSettings.MIN_HEAP_BYTES);
        known.put("MIN_DEP_POOL", (long) RunSettings.MIN_DEP_POOL);
        WorkerSettings settings = WorkerSettings.withShim(Path.of("shim"));
        known.put("START_SECONDS", settings.startDeadline().toSeconds());
        known.put("CONTROL_SECONDS", settings.controlDeadline().toSeconds());
        known.put("RUN_SECONDS", EffectiveRunSettings.DEFAULT_DEADLINE.toSeconds());
        known.put("RUN_GRACE_SECONDS", settings.runGrace().toSeconds());
        known.put("CLOSE_SECONDS", settings.closeDeadline().toSeconds());
        known.put("GROUP_SECONDS", 120L);
    }

    private static Map<String, Long> constants() throws IOException {
        Map<String, Long> found = new TreeMap<>();
        Matcher constant = CONSTANT.matcher(text("protocol.h"));
        while (constant.find()) {
            found.put(constant.group(1), Long.parseLong(constant.group(2)));
        }
        return found;
    }

    private static String text(String name) throws IOException {
        try (var resource = Objects.requireNonNull(
                HostRuntimeLibrary.class.getResourceAsStream("/org/chiptest/library/" + name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
