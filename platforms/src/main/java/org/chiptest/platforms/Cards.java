package org.chiptest.platforms;

import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.internal.foreign.DescribedPlatform;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.CompileTarget;

/** What is known of real cards before anybody says where the library of their runtime is. */
final class Cards {

    private static final CompileTarget KERNELS = new CompileTarget(List.of("ccec"), List.of(), List.of(),
            CompileTarget.Form.TEXT, false);
    /** The AICPU of a card runs orchestrations of tensormap_and_ringbuffer. */
    private static final CompileTarget ORCHESTRATIONS = new CompileTarget(List.of("aarch64-linux-gnu-g++"),
            CompileTarget.HOST_ORCHESTRATIONS.options(), List.of(), CompileTarget.Form.SHARED_OBJECT, false);

    private Cards() {}

    /** Return the cards of an architecture, by its name. */
    static Platform of(Architecture architecture) {
        return new DescribedPlatform(
                new PlatformDescription(architecture.name(),
                        Map.of("needs-files", "/dev/davinci*", "needs-variables", "ASCEND_HOME_PATH", "reset", "device",
                                "deadline.start", "120", "deadline.control", "120", "deadline.run", "60")),
                architecture, DescribedPlatform.ofCards(KERNELS, ORCHESTRATIONS));
    }
}
