// An orchestration that uses whatever needs a definition: assertions, exceptions, streams, containers.

#include <vector>

#include "pto_orchestration_api.h"

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    std::vector<TaskOutputTensors> results;
    for (int32_t i = 0; i < args.tensor_count(); ++i) {
        const Tensor tensor = from_tensor_arg(args.tensor(i));
        debug_assert(tensor.is_contiguous());
        LOG_INFO_V9("%s", tensor.dump().c_str());
        Arg arg;
        arg.add_input(tensor);
        results.push_back(rt_submit_aiv_task(0, arg));
        always_assert(!results.back().empty());
        LOG_DEBUG("%s", results.back().get_ref(0).dump().c_str());
    }
    if (results.empty()) {
        throw AssertionError("there is something to do", __FILE__, __LINE__);
    }
}
