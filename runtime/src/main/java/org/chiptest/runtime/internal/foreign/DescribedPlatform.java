package org.chiptest.runtime.internal.foreign;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.toolchain.Prerequisite;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.CompileTarget;
import org.jspecify.annotations.Nullable;

/**
 * A platform that is written down: a foreign library, and what has to be known of it. What it lacks on this machine is looked for once.
 */
public final class DescribedPlatform implements Platform {

    private static final String RESETS_DEVICE = "device";
    private static final String TEXT = "text";

    private static final CompileTarget ON_HOST = new CompileTarget(List.of(),
            CompileTarget.HOST_ORCHESTRATIONS.options(), List.of(), CompileTarget.Form.SHARED_OBJECT, false);

    private final PlatformDescription said;
    private final Architecture architecture;
    private final Base base;
    private final AtomicReference<@Nullable List<Prerequisite>> diagnosis = new AtomicReference<>();

    /** What a platform is before anything is said of it. */
    public record Base(Set<RuntimeKind> runtimes, Capabilities capabilities, CompileTarget kernels,
            CompileTarget orchestrations) {

        public Base {
            runtimes = Set.copyOf(runtimes);
        }

        /** Take over what another platform is. */
        static Base of(Platform like) {
            return new Base(like.runtimes(), like.capabilities(), like.kernels(), like.orchestrations());
        }
    }

    /**
     * Describe a platform.
     *
     * @param said what is written down
     * @param base runtimes, compile targets and capabilities, as far as nothing else is said
     */
    public DescribedPlatform(PlatformDescription said, Architecture architecture, Base base) {
        this.said = said;
        this.architecture = architecture;
        this.base = base;
    }

    /** Return the base of cards, for which code is compiled by their vendor's compilers. */
    public static Base ofCards(CompileTarget kernels, CompileTarget orchestrations) {
        return new Base(EnumSet.allOf(RuntimeKind.class), Capabilities.ofCards(), kernels, orchestrations);
    }

    /**
     * Open the device of a description in the process that hosts it.
     *
     * @param description the text of the platform's description
     * @throws DeviceException if it says not enough, or the device refuses
     */
    public static ForeignDevice open(String description, RuntimeKind runtime, int deviceId, Device.Host host) {
        ResolvedRuntime resolved = ResolvedRuntime.parse(description);
        return ForeignDevice.open(resolved.of(runtime), deviceId, host);
    }

    @Override
    public String toString() {
        return said.toString();
    }

    @Override
    public String name() {
        return said.name();
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    /** Return what is written down. */
    PlatformDescription said() {
        return said;
    }

    @Override
    public Set<RuntimeKind> runtimes() {
        return said.runtimes().orElse(base.runtimes());
    }

    @Override
    public Capabilities capabilities() {
        Capabilities usual = base.capabilities();
        boolean limited = usual.limited() || said.value(DescriptionKey.DEVICES).isPresent();
        OptionalInt runs = said.number(DescriptionKey.RUNS_PER_PROCESS);
        return new Capabilities(Capabilities.Choice.ON_REQUEST,
                limited ? Capabilities.Supply.LIMITED : Capabilities.Supply.UNLIMITED, ForeignDevice.COUNTERS,
                usual.captures(), usual.code(),
                said.value(DescriptionKey.RESET).map(DescribedPlatform::reset).orElse(usual.reset()), runs);
    }

    @Override
    public CompileTarget kernels() {
        CompileTarget target = target(base.kernels(), DescriptionKey.KERNEL_COMPILERS, DescriptionKey.KERNEL_OPTIONS,
                DescriptionKey.KERNEL_HEADERS);
        return new CompileTarget(target.compilers(), target.options(), target.headers(),
                said.value(DescriptionKey.KERNEL_FORM).map(DescribedPlatform::form).orElse(target.form()),
                target.sanitizers());
    }

    @Override
    public CompileTarget orchestrations() {
        return target(base.orchestrations(), DescriptionKey.ORCHESTRATION_COMPILERS,
                DescriptionKey.ORCHESTRATION_OPTIONS, DescriptionKey.ORCHESTRATION_HEADERS);
    }

    /** On cards, the host runs orchestrations of host_build_graph. */
    @Override
    public CompileTarget orchestrations(RuntimeKind runtime) {
        return runtime == RuntimeKind.HOST_BUILD_GRAPH && base.capabilities().limited()
                && said.value(DescriptionKey.ORCHESTRATION_COMPILERS).isEmpty()
                        ? target(ON_HOST, DescriptionKey.ORCHESTRATION_COMPILERS, DescriptionKey.ORCHESTRATION_OPTIONS,
                                DescriptionKey.ORCHESTRATION_HEADERS)
                        : orchestrations();
    }

    @Override
    public Optional<String> like() {
        return said.value(DescriptionKey.LIKE);
    }

    @Override
    public Optional<String> description() {
        return Optional.of(ResolvedRuntime.of(this).text());
    }

    @Override
    public Optional<String> missing() {
        List<Prerequisite> missing = diagnosis().stream()
                .filter(each -> each.finding() == Prerequisite.Finding.MISSING).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(missing.size() + (missing.size() == 1 ? " thing is" : " things are") + " missing:"
                        + missing.stream().map(each -> "\n- " + each.name() + ": " + each.detail() + "\n  fix: "
                                + each.fix()).collect(Collectors.joining()));
    }

    /** Tell whether somebody has said where its library is. */
    public boolean isLocated() {
        return said.value(DescriptionKey.HOME).isPresent() || said.value(DescriptionKey.HOST).isPresent();
    }

    /** Tell the generation of its library for a runtime; nothing if nobody has said where that is. */
    public Optional<ForeignGeneration> generation(RuntimeKind runtime) {
        return files().of(runtime).map(files -> ForeignGeneration.of(files.host()));
    }

    /** Look for each thing that it needs. */
    public List<Prerequisite> diagnosis() {
        List<Prerequisite> known = diagnosis.get();
        if (known == null) {
            known = new PlatformDiagnosis(this).examine();
            diagnosis.set(known);
        }
        return known;
    }

    @Override
    public Device open(RuntimeKind runtime, int deviceId, Device.Host host) {
        missing().ifPresent(what -> {
            throw new DeviceException("platform " + name() + " cannot be used here: " + what);
        });
        return open(description().orElseThrow(), runtime, deviceId, host);
    }

    /** Return the same platform with more said of it. */
    DescribedPlatform with(PlatformDescription more) {
        return new DescribedPlatform(said.with(more.entries()), architecture, base);
    }

    /** Return where its files are. */
    RuntimeFiles files() {
        return new RuntimeFiles(said, architecture.name(), base.capabilities().limited() ? "onboard" : "sim");
    }

    private CompileTarget target(CompileTarget usual, DescriptionKey compilers, DescriptionKey options,
            DescriptionKey headers) {
        return new CompileTarget(said.list(compilers).orElse(usual.compilers()),
                said.words(options).orElse(usual.options()),
                said.list(headers).map(folders -> folders.stream().map(Path::of).map(Path::toAbsolutePath).toList())
                        .orElse(usual.headers()),
                usual.form(), usual.sanitizers() && said.value(compilers).isEmpty());
    }

    private static CompileTarget.Form form(String text) {
        return text.equals(TEXT) ? CompileTarget.Form.TEXT : CompileTarget.Form.SHARED_OBJECT;
    }

    private static Capabilities.Reset reset(String text) {
        return text.equals(RESETS_DEVICE) ? Capabilities.Reset.DEVICE : Capabilities.Reset.PROCESS;
    }
}
