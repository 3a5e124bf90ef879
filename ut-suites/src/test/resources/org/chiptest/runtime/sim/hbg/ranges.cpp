// Names more memory than there is, or memory that is no longer there. Arguments: x, y; what to do wrong.

#include "orchestration_api.h"

enum Mistake : uint64_t { NONE, PAIR, PAIR_WITHIN, HOST, FILL, READ, FREED, PAIRED, FREED_BEFORE, NO_WORDS, FEWER_THAN_NONE };

extern "C" int ranges(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    auto *x = args.tensor(0).data_as<char>();
    auto *y = args.tensor(1).data_as<char>();
    const size_t size = args.tensor(0).nbytes();
    const uint64_t mistake = args.scalar(0);
    auto *device = static_cast<char *>(device_malloc(runtime, size));
    copy_to_device(runtime, device, mistake == READ ? x + size / 2 : x, mistake == READ ? size : size / 2);
    copy_to_device(runtime, device + size / 2, x + size / 2, mistake == FILL ? size : size / 2);
    if (mistake == FREED) {
        uint64_t words[] = {reinterpret_cast<uint64_t>(device)};
        add_task(runtime, words, 1, 4, CoreType::AIV);
        device_free(runtime, device);
    } else if (mistake == FREED_BEFORE) {
        device_free(runtime, device);
    }
    if (mistake == NO_WORDS) {
        add_task(runtime, nullptr, 3, 4, CoreType::AIV);
    } else if (mistake == FEWER_THAN_NONE) {
        uint64_t words[] = {1};
        add_task(runtime, words, -1, 4, CoreType::AIV);
    }
    record_tensor_pair(runtime, mistake == HOST ? y + 1 : y, mistake == PAIR_WITHIN ? device + 1 : device,
                       mistake == PAIR ? size + 1 : size);
    if (mistake == PAIRED) {
        device_free(runtime, device);
    }
    return 0;
}
