// Each chip sends to the next one and notifies it; what it reads was sent by the one before. Three tasks: the second one completes only
// when the notification is there, which releases the third.

#include "../arguments.h"
#include "suite/trb_graph.h"

namespace arg = comm::exchange;

enum Kernel : int32_t { SEND = 0, NOTIFY = 1, RECEIVE = 2 };

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = arg::TENSOR_COUNT + arg::SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(arg::X));
    const Tensor out = from_tensor_arg(args.tensor(arg::OUT));
    const uint64_t context = args.scalar(arg::CONTEXT);
    const TensorCreateInfo like_x(x.shapes, 1);
    const uint32_t one[] = {1};
    const TensorCreateInfo flag(one, 1, DataType::INT32);
    suite::orchestrate(args.tensor(arg::COUNTS), [&](suite::Tasks &tasks) {
        Arg send;
        send.add_input(x);
        send.add_output(like_x);
        send.add_scalar(x.shapes[0], context);
        const TaskOutputTensors sent = tasks.add(rt_submit_aiv_task(SEND, send));

        Arg notify;
        notify.add_input(sent.get_ref(0));
        notify.add_output(flag);
        notify.add_scalar(context, args.scalar(arg::ROUND));
        const TaskOutputTensors notified = tasks.add(rt_submit_aiv_task(NOTIFY, notify));

        Arg receive;
        receive.add_input(notified.get_ref(0));
        receive.add_output(out);
        receive.add_scalar(x.shapes[0], context);
        tasks.add(rt_submit_aiv_task(RECEIVE, receive));
    });
}
