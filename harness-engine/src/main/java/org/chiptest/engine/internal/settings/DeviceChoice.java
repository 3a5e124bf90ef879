package org.chiptest.engine.internal.settings;

import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.runtime.platform.Platform;

/** Say which devices a run may use: the pool that tests lease theirs from. */
public sealed interface DeviceChoice {

    /**
     * Return the numbers of the pool, ascending.
     *
     * @param largestNeed how many devices the test that needs most of those of which there is no lack needs, 1 or more
     */
    List<Integer> pool(int largestNeed);

    /** Tell whether tests of a platform may use a device of the pool. */
    boolean allows(Platform platform, int deviceId);

    /** Tell whether the pool has as many devices for one test of a platform. */
    boolean suffices(Platform platform, int devices);

    /** Describe the pool for an error. */
    String description();

    /** Nobody said: of devices that cost nothing there are as many as a test needs; of the others only the first is used. */
    record Unsaid() implements DeviceChoice {

        private static final int FIRST = 0;

        @Override
        public List<Integer> pool(int largestNeed) {
            return IntStream.range(FIRST, Math.max(1, largestNeed)).boxed().toList();
        }

        @Override
        public boolean allows(Platform platform, int deviceId) {
            return !platform.capabilities().limited() || deviceId == FIRST;
        }

        @Override
        public boolean suffices(Platform platform, int devices) {
            return !platform.capabilities().limited() || devices <= 1;
        }

        @Override
        public String description() {
            return "device " + FIRST + " alone, as no devices were named";
        }
    }

    /** These and no others. */
    record Named(List<Integer> numbers) implements DeviceChoice {

        public Named {
            numbers = List.copyOf(numbers);
        }

        @Override
        public List<Integer> pool(int largestNeed) {
            return numbers;
        }

        @Override
        public boolean allows(Platform platform, int deviceId) {
            return true;
        }

        @Override
        public boolean suffices(Platform platform, int devices) {
            return devices <= numbers.size();
        }

        @Override
        public String description() {
            return (numbers.size() == 1 ? "1 device: " : numbers.size() + " devices: ")
                    + String.join(", ", numbers.stream().map(String::valueOf).toList());
        }
    }
}
