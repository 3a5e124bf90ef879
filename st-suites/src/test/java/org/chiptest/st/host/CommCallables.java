package org.chiptest.st.host;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.api.CallableSpec;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;

/** The callables whose kernels talk to other chips, and how those chips start. */
final class CommCallables {

    /** Bytes before the data in each window, see {@code comm/window.h}. */
    static final int SIGNAL_BYTES = 320;

    /** The first buffer of each window, of 32-bit words, and which of them counts notifications. */
    static final String SIGNALS = "signals";
    static final int NOTIFIED = 3;

    private CommCallables() {}

    /** Sum vectors over all chips. */
    static CallableSpec allReduce(RuntimeKind runtime) {
        return spec(runtime, "all_reduce").signature(IN, OUT, OUT, SCALAR, SCALAR).kernel(0, AIV,
                "/comm/kernels/all_reduce.cpp", IN, OUT);
    }

    /** Multiply matrices on one chip. */
    static CallableSpec layer(RuntimeKind runtime) {
        return spec(runtime, "layer").signature(IN, IN, OUT, OUT).kernel(0, AIC, "/comm/kernels/layer.cpp", IN, IN,
                OUT);
    }

    /** Send tokens to the chips of their experts and back. */
    static CallableSpec expert(RuntimeKind runtime) {
        return spec(runtime, "expert").signature(IN, IN, OUT, OUT, SCALAR, SCALAR)
                .kernel(0, AIV, "/comm/kernels/dispatch.cpp", IN, IN, OUT)
                .kernel(1, AIV, "/comm/kernels/expert.cpp", IN, OUT)
                .kernel(2, AIV, "/comm/kernels/combine.cpp", IN, IN, OUT);
    }

    /** Send to the next chip; a kernel of its own notifies, and completes when this chip was notified. */
    static CallableSpec notification(RuntimeKind runtime) {
        return exchange(runtime, "send", "notify");
    }

    /** Send to the next chip's mailbox; a kernel of its own completes when this chip's was filled. */
    static CallableSpec mailbox(RuntimeKind runtime) {
        return exchange(runtime, "mail", "await_mail");
    }

    /** Copy the next chip's window asynchronously. */
    static CallableSpec fetch(RuntimeKind runtime) {
        return spec(runtime, "fetch").signature(OUT, OUT, SCALAR).kernel(0, AIV, "/comm/kernels/fetch.cpp", OUT)
                .kernel(1, AIV, "/comm/kernels/increment.cpp", IN, OUT);
    }

    /** Let the chips of a host see each other's windows, with this much room for data. */
    static void connect(HostWorker host, int chips, long dataBytes) {
        host.bootstrap(ranks(chips, dataBytes));
    }

    static List<BootstrapConfig> ranks(int chips, long dataBytes) {
        return IntStream.range(0, chips)
                .mapToObj(rank -> BootstrapConfig.rank(rank, chips, SIGNAL_BYTES + dataBytes)
                        .withBuffer(BootstrapConfig.Buffer.of(SIGNALS, DataType.UINT8, SIGNAL_BYTES)))
                .toList();
    }

    private static CallableSpec exchange(RuntimeKind runtime, String send, String await) {
        return spec(runtime, "notify").signature(IN, OUT, OUT, SCALAR, SCALAR)
                .kernel(0, AIV, "/comm/kernels/" + send + ".cpp", IN, OUT)
                .kernel(1, AIV, "/comm/kernels/" + await + ".cpp", IN, OUT)
                .kernel(2, AIV, "/comm/kernels/receive.cpp", IN, OUT);
    }

    private static CallableSpec spec(RuntimeKind runtime, String orchestration) {
        return CallableSpec.orchestration("/comm/" + runtime.shortName() + "/" + orchestration + ".cpp")
                .entry(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_graph" : "aicpu_orchestration_entry")
                .include("/include");
    }
}
