// One task that meets the task of another device. Arguments: the folder's name as text, the number of this side.

#include "pto_orchestration_api.h"

extern "C" void submit_meeting(const ChipStorageTaskArgs &orch_args) {
    Arg args;
    args.add_scalar(orch_args.tensor(0).data, orch_args.scalar(0));
    rt_submit_aiv_task(0, args);
}
