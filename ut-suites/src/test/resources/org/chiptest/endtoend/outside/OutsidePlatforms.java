package outside;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.sim.SimulatedDevice;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.PlatformProvider;
import org.chiptest.runtime.toolchain.CompileTarget;

/** A platform that chiptest knows nothing of: a chip of its own, one runtime, kernels that are compiled in its own way. */
public final class OutsidePlatforms implements PlatformProvider {

    static final Architecture CHIP = new Architecture("outside-chip", 2, 1, 1_000_000, false);

    @Override
    public List<Platform> platforms() {
        return List.of(new Outside(Path.of(System.getProperty("outside.headers", "/nonexistent"))));
    }

    record Outside(Path headers) implements Platform {

        @Override
        public String name() {
            return "outside";
        }

        @Override
        public Architecture architecture() {
            return CHIP;
        }

        @Override
        public Set<RuntimeKind> runtimes() {
            return Set.of(RuntimeKind.TENSORMAP_AND_RINGBUFFER);
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(Capabilities.Choice.ON_REQUEST, Capabilities.Supply.LIMITED,
                    EnumSet.of(Counter.RUNS), Set.of(), Capabilities.Code.IN_PROCESS, Capabilities.Reset.PROCESS,
                    OptionalInt.empty());
        }

        @Override
        public CompileTarget kernels() {
            return new CompileTarget(List.of("g++"), List.of("-O1", "-fPIC", "-std=c++20", "-D__CPU_SIM", "-DFACTOR=21"),
                    List.of(headers), CompileTarget.Form.SHARED_OBJECT, false);
        }

        @Override
        public CompileTarget orchestrations() {
            return new CompileTarget(List.of(), CompileTarget.HOST_ORCHESTRATIONS.options(), List.of(headers),
                    CompileTarget.Form.SHARED_OBJECT, false);
        }

        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public Device open(RuntimeKind runtime, int deviceId, Device.Host host) {
            return new SimulatedDevice(CHIP, runtime, deviceId, host);
        }
    }
}
