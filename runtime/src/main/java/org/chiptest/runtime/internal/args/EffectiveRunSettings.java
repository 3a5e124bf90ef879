package org.chiptest.runtime.internal.args;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

import org.chiptest.runtime.args.RunSettings;
import org.jspecify.annotations.Nullable;

/**
 * Hold the settings that a run goes by, each from the run itself, from the environment or from the defaults, in this
 * order.
 *
 * <p>The environment sets the rings by {@value #ENV_TASK_WINDOW}, {@value #ENV_HEAP} and {@value #ENV_DEP_POOL}, decimal integers all
 * ({@code docs/contract/arguments.md#ring-settings}); it is read when a device is opened, and a value that is not valid is reported and
 * ignored.
 * {@code PTO2_ORCH_TO_SCHED} is not read: that the orchestrating thread helps once the orchestration has returned is always so
 * here.
 *
 * @param deadline          longest time that a run may take
 * @param taskWindow        slots of each task ring
 * @param heapBytes         bytes of each heap ring
 * @param depPool           entries of each dependency pool
 * @param tensorWaitTimeout longest time that an orchestration waits for the content of a tensor
 */
public record EffectiveRunSettings(Duration deadline, int taskWindow, long heapBytes, int depPool,
        Duration tensorWaitTimeout) {

    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);
    public static final int DEFAULT_TASK_WINDOW = 16384;
    public static final long DEFAULT_HEAP_BYTES = 256L << 20;
    public static final int DEFAULT_DEP_POOL = 16384;
    public static final Duration DEFAULT_TENSOR_WAIT_TIMEOUT = Duration.ofSeconds(15);

    /** What a run goes by if neither it nor the environment says anything. */
    public static final EffectiveRunSettings DEFAULTS = new EffectiveRunSettings(DEFAULT_DEADLINE, DEFAULT_TASK_WINDOW,
            DEFAULT_HEAP_BYTES, DEFAULT_DEP_POOL, DEFAULT_TENSOR_WAIT_TIMEOUT);

    public static final String ENV_TASK_WINDOW = "PTO2_RING_TASK_WINDOW";
    public static final String ENV_HEAP = "PTO2_RING_HEAP";
    public static final String ENV_DEP_POOL = "PTO2_RING_DEP_POOL";

    /**
     * Return what runs go by that set nothing themselves.
     *
     * @param environment finds the value of a variable, null if it is not set
     * @param warnings    receives one sentence per variable that is ignored
     */
    public static EffectiveRunSettings ofEnvironment(Function<String, @Nullable String> environment,
            Consumer<String> warnings) {
        return new EffectiveRunSettings(DEFAULT_DEADLINE,
                variable(ENV_TASK_WINDOW, DEFAULT_TASK_WINDOW,
                        text -> RunSettings.unset().withTaskWindow(Integer.parseInt(text)).taskWindow().orElseThrow(),
                        environment, warnings),
                variable(ENV_HEAP, DEFAULT_HEAP_BYTES,
                        text -> RunSettings.unset().withHeapBytes(Long.parseLong(text)).heapBytes().orElseThrow(),
                        environment, warnings),
                variable(ENV_DEP_POOL, DEFAULT_DEP_POOL,
                        text -> RunSettings.unset().withDepPool(Integer.parseInt(text)).depPool().orElseThrow(),
                        environment, warnings),
                DEFAULT_TENSOR_WAIT_TIMEOUT);
    }

    /** Return what a run goes by that sets this itself. */
    public EffectiveRunSettings with(RunSettings settings) {
        return new EffectiveRunSettings(settings.deadline().orElse(deadline), settings.taskWindow().orElse(taskWindow),
                settings.heapBytes().orElse(heapBytes), settings.depPool().orElse(depPool),
                settings.tensorWaitTimeout().orElse(tensorWaitTimeout));
    }

    private static <T> T variable(String name, T fallback, Function<String, T> parse,
            Function<String, @Nullable String> environment, Consumer<String> warnings) {
        String text = environment.apply(name);
        if (text == null) {
            return fallback;
        }
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            warnings.accept(
                    name + "=" + text + " is ignored, " + fallback + " is used: it is no decimal integer in range");
        } catch (IllegalArgumentException e) {
            warnings.accept(name + "=" + text + " is ignored, " + fallback + " is used: " + e.getMessage());
        }
        return fallback;
    }
}
