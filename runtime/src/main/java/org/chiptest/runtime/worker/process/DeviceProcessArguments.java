package org.chiptest.runtime.worker.process;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.device.RuntimeKind;

/**
 * What a device process is told on its command line.
 *
 * @param parent   process id of the parent
 * @param control  the parent's descriptor of the control segment
 * @param tensors  the parent's descriptor of the tensor segment
 * @param platform name of the platform
 * @param runtime  the runtime
 * @param shim     the compiled native shim
 * @param scratch  private folder for short-lived files
 */
record DeviceProcessArguments(long parent, int control, int tensors, String platform, RuntimeKind runtime, Path shim,
        Path scratch) {

    private static final int COUNT = 7;

    List<String> toList() {
        return List.of(Long.toString(parent), Integer.toString(control), Integer.toString(tensors), platform,
                runtime.id(), shim.toString(), scratch.toString());
    }

    static DeviceProcessArguments parse(List<String> words) {
        if (words.size() != COUNT) {
            throw new IllegalArgumentException("a device process takes " + COUNT + " arguments, found " + words
                    + "; it is started by a ChildDevice, not by hand");
        }
        RuntimeKind runtime = RuntimeKind.named(words.get(4))
                .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + words.get(4)));
        return new DeviceProcessArguments(Long.parseLong(words.get(0)), Integer.parseInt(words.get(1)),
                Integer.parseInt(words.get(2)), words.get(3), runtime, Path.of(words.get(5)), Path.of(words.get(6)));
    }
}
