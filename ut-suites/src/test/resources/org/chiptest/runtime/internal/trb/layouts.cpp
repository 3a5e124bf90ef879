// Writes, for each type that crosses the interface, its size and the places of its members, in the order of DescriptorTests.

#include <cstdint>

#include "pto_orchestration_api.h"

namespace {

template <typename Object, typename Member>
int64_t place(const Object &object, const Member *member) {
    return static_cast<int64_t>(reinterpret_cast<uintptr_t>(member) - reinterpret_cast<uintptr_t>(&object));
}

class Numbers {
public:
    explicit Numbers(int64_t *next) : next_(next) {}

    template <typename... Values>
    void add(Values... values) {
        ((*next_++ = static_cast<int64_t>(values)), ...);
    }

private:
    int64_t *next_;
};

} // namespace

extern "C" void layouts_entry(const ChipStorageTaskArgs &args) {
    Numbers numbers(args.tensor(0).data_as<int64_t>());

    const uint32_t shape[] = {1};
    const Tensor t = make_tensor_external(nullptr, shape, 1);
    numbers.add(sizeof t, alignof(Tensor), place(t, &t.buffer.addr), place(t, &t.buffer.size), place(t, &t.owner_task_id),
                place(t, &t.start_offset), place(t, &t.version), place(t, &t.ndims), place(t, &t.dtype),
                place(t, &t.is_all_offset_zero), place(t, &t.is_raw_eq_shapes), place(t, &t.manual_dep),
                place(t, &t.shapes), place(t, &t.raw_shapes), place(t, &t.offsets));

    const TensorCreateInfo c(shape, 1);
    numbers.add(sizeof c, alignof(TensorCreateInfo), place(c, &c.initial_value), place(c, &c.has_initial_value),
                place(c, &c.version), place(c, &c.ndims), place(c, &c.dtype), place(c, &c.manual_dep),
                place(c, &c.raw_shapes));

    const MixedKernels k{};
    numbers.add(sizeof k, place(k, &k.aic_kernel_id), place(k, &k.aiv0_kernel_id), place(k, &k.aiv1_kernel_id),
                INVALID_KERNEL_ID);

    Arg a;
    a.add_inout(t);
    a.add_scalar(0x1234567890abcdef);
    const PTO2TaskId after[] = {PTO2TaskId::invalid()};
    a.set_dependencies(after, 1);
    a.launch_spec.set_block_num(0x4321);
    a.launch_spec.set_require_sync_start(true);
    a.set_error("error");
    // private members are found by what was stored
    const char *bytes = reinterpret_cast<const char *>(&a);
    numbers.add(sizeof a, place(a, a.tag_data()), place(a, a.tensor_data()), place(a, a.scalar_data()),
                *reinterpret_cast<const int32_t *>(bytes + 448), *reinterpret_cast<const int32_t *>(bytes + 452),
                place(a, &a.has_error), place(a, &a.error_msg), place(a, &a.launch_spec),
                *reinterpret_cast<const int16_t *>(bytes + 472), *reinterpret_cast<const uint8_t *>(bytes + 474),
                *reinterpret_cast<const PTO2TaskId *const *>(bytes + 480) == after,
                *reinterpret_cast<const uint32_t *>(bytes + 488));

    TaskOutputTensors o;
    o.set_task_id(PTO2TaskId::make(2, 3));
    o.materialize_output(t);
    const char *result = reinterpret_cast<const char *>(&o);
    numbers.add(sizeof o, *reinterpret_cast<const int64_t *>(result), *reinterpret_cast<const uint32_t *>(result + 8),
                *reinterpret_cast<const Tensor *const *>(result + 16) == &t);

    const PTO2DispatchPayload p{};
    const LocalContext &l = p.local_context;
    numbers.add(sizeof p, alignof(PTO2DispatchPayload), place(p, &p.function_bin_addr), place(p, &p.args), place(p, &l),
                place(p, &p.global_context.sub_block_id), SPMD_LOCAL_CONTEXT_INDEX, SPMD_GLOBAL_CONTEXT_INDEX, sizeof l,
                place(p, &l.block_idx), place(p, &l.block_num), place(p, &l.async_ctx.completion_count),
                place(p, &l.async_ctx.completion_error_code), place(p, &l.async_ctx.completion_entries),
                place(p, &l.async_ctx.completion_capacity), place(p, &l.async_ctx.task_token));

    static const PTO2DeferredCompletionIngressBuffer b{};
    numbers.add(sizeof b, place(b, &b.count), place(b, &b.error_code), place(b, &b.entries), PTO2_MAX_COMPLETIONS_PER_TASK,
                sizeof b.entries[0], place(b.entries[0], &b.entries[0].addr), place(b.entries[0], &b.entries[0].expected_value),
                place(b.entries[0], &b.entries[0].engine), place(b.entries[0], &b.entries[0].completion_type),
                PTO2_COMPLETION_TYPE_COUNTER, PTO2_COMPLETION_TYPE_SDMA_EVENT_RECORD);
}
