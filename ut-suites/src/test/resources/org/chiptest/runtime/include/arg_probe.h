// pto_submit_types.h and pto_types.h: what runs, on what, with which arguments.
#pragma once

#include "check.h"
#include "pto_types.h"

namespace arg_probe {

constexpr const char *TENSOR_AFTER_SCALAR =
    "add_input/add_output/add_inout called after add_scalar: all tensors must be added before any scalars";
constexpr const char *TOO_MANY_TENSORS = "Too many tensor args (exceeds MAX_TENSOR_ARGS=16)";
constexpr const char *TOO_MANY_SCALARS = "Too many scalar args (exceeds MAX_SCALAR_ARGS=32)";

inline Tensor any_tensor() {
    const uint32_t shapes[] = {4};
    return make_tensor_external(nullptr, shapes, 1);
}

inline void masks() {
    static_assert(INVALID_KERNEL_ID == -1 && PTO2_SUBTASK_SLOT_COUNT == 3 && PTO2_NUM_RESOURCE_SHAPES == 3);
    static_assert(static_cast<int>(PTO2SubtaskSlot::AIC) == 0 && static_cast<int>(PTO2SubtaskSlot::AIV0) == 1 &&
                  static_cast<int>(PTO2SubtaskSlot::AIV1) == 2);
    static_assert(static_cast<int>(PTO2ResourceShape::AIC) == 0 && static_cast<int>(PTO2ResourceShape::AIV) == 1 &&
                  static_cast<int>(PTO2ResourceShape::MIX) == 2 && static_cast<int>(PTO2ResourceShape::DUMMY) == 3);
    CHECK(ActiveMask().to_shape() == PTO2ResourceShape::DUMMY);
    CHECK(ActiveMask(PTO2_SUBTASK_MASK_AIC).to_shape() == PTO2ResourceShape::AIC);
    CHECK(ActiveMask(PTO2_SUBTASK_MASK_AIV0).to_shape() == PTO2ResourceShape::AIV);
    CHECK(ActiveMask(PTO2_SUBTASK_MASK_AIV1).to_shape() == PTO2ResourceShape::AIV);
    CHECK(ActiveMask(PTO2_SUBTASK_FLAG_SYNC_START).to_shape() == PTO2ResourceShape::DUMMY);
    CHECK(MixedKernels({7, -1, 9}).to_active_mask().to_shape() == PTO2ResourceShape::MIX);
    CHECK_EQUAL(int{MixedKernels({7, -1, 9}).to_active_mask().raw()}, 5);
    CHECK_EQUAL(int{MixedKernels{}.to_active_mask().raw()}, 0);
    CHECK_EQUAL(int{MixedKernels({0, 0, 0}).to_active_mask().raw()}, 7);

    ActiveMask mask(PTO2_SUBTASK_MASK_AIC);
    mask |= ActiveMask(PTO2_SUBTASK_MASK_AIV1);
    CHECK(mask == (ActiveMask(1) | ActiveMask(4)) && mask != ActiveMask(1));
    CHECK(mask.subtask_active(PTO2SubtaskSlot::AIC) && !mask.subtask_active(PTO2SubtaskSlot::AIV0) &&
          mask.subtask_active(PTO2SubtaskSlot::AIV1));
    CHECK(!mask.requires_sync_start());
    mask.set_sync_start();
    CHECK(mask.requires_sync_start() && mask.has_mask(PTO2_SUBTASK_FLAG_SYNC_START));
    CHECK_EQUAL(int{mask.core_mask()}, 5);
    CHECK_EQUAL(int{mask.raw()}, 13);
    CHECK(mask.has_mask(PTO2_SUBTASK_MASK_AIV0 | PTO2_SUBTASK_MASK_AIC) && !mask.has_mask(PTO2_SUBTASK_MASK_AIV0));
    CHECK((mask & PTO2_SUBTASK_MASK_AIV1) == ActiveMask(4));
    CHECK(mask && !ActiveMask());
}

inline void launches() {
    PTO2LaunchSpec spec;
    CHECK(spec.block_num() == 1 && !spec.require_sync_start());
    spec.set_block_num(24);
    spec.set_require_sync_start(true);
    CHECK(spec.core_num() == 24 && spec.require_sync_start());
    spec.set_core_num(-3); // the range is the runtime's business
    CHECK_EQUAL(spec.block_num(), -3);
}

inline void outputs() {
    static_assert(std::is_trivially_copyable_v<TaskOutputTensors> && !std::is_aggregate_v<TaskOutputTensors>);
    TaskOutputTensors out;
    CHECK(out.empty() && out.size() == 0 && out.task_id().is_invalid());
    const Tensor first = any_tensor(), second = any_tensor();
    out.materialize_output(first);
    out.materialize_output(second);
    out.set_task_id(PTO2TaskId::make(2, 5));
    CHECK(!out.empty() && out.size() == 2 && &out.get_ref(0) == &first && &out.get_ref(1) == &second);
    CHECK(out.task_id() == PTO2TaskId::make(2, 5));
    CHECK_THROWS(AssertionError, "Assertion failed: index < ", out.get_ref(2));
    for (int i = 2; i < 16; ++i) {
        out.materialize_output(first);
    }
    CHECK_THROWS(AssertionError, "Assertion failed: ", out.materialize_output(first));
#if CHIPTEST_ARCH_A2A3
    static_assert(std::is_same_v<TaskSubmitResult, TaskOutputTensors>);
#endif
    std::vector<TaskOutputTensors> results(3);
    CHECK(results[2].empty());
}

inline void tensors() {
    const Tensor in = any_tensor();
    Tensor out = any_tensor(), both = any_tensor();
    const uint32_t shapes[] = {4};
    const TensorCreateInfo created(shapes, 1);
    Arg args;
    args.add_input(in, out);
    args.add_output(out);
    args.add_output(created, created);
    args.add_inout(both);
    args.add_no_dep(in);
    CHECK_EQUAL(args.tensor_count(), 7);
    const TensorArgType expected[] = {TensorArgType::INPUT,  TensorArgType::INPUT, TensorArgType::OUTPUT_EXISTING,
                                      TensorArgType::OUTPUT, TensorArgType::OUTPUT, TensorArgType::INOUT,
                                      TensorArgType::NO_DEP};
    for (int i = 0; i < 7; ++i) {
        CHECK(args.tag(i) == expected[i]);
        CHECK(args.tag_data()[i] == expected[i]);
    }
    CHECK_EQUAL(args.tensor(0).ptr, &in);
    CHECK_EQUAL(args.tensor(3).create_info, &created);
    CHECK(!args.has_error && args.error_msg == nullptr);

    Tensor many[16] = {in, in, in, in, in, in, in, in, in, in, in, in, in, in, in, in};
    args.add_input(many[0], many[1], many[2], many[3], many[4], many[5], many[6], many[7], many[8], many[9]);
    CHECK_TEXT(args.error_msg, TOO_MANY_TENSORS);
    CHECK_EQUAL(args.tensor_count(), 7); // not even the nine that would have fitted
    args.reset();
    for (const Tensor &t : many) {
        args.add_inout(t);
    }
    CHECK(!args.has_error);
    args.add_output(created);
    CHECK_TEXT(args.error_msg, TOO_MANY_TENSORS);
    args.reset();
    args.add_scalar(1);
    args.add_output(created);
    CHECK_TEXT(args.error_msg, TENSOR_AFTER_SCALAR);
    args.add_scalars(nullptr, 40);
    CHECK_TEXT(args.error_msg, TENSOR_AFTER_SCALAR); // the first error stays
}

enum class Mode : uint8_t { FAST = 3 };

inline void scalars() {
    Arg args;
    args.add_scalar(-1, 2.5f, 'a', true, Mode::FAST, 1.5, uint64_t{1} << 40);
    const uint64_t expected[] = {0xFFFFFFFF, to_u64(2.5f), 97, 1, 3, to_u64(1.5), uint64_t{1} << 40};
    for (int i = 0; i < 7; ++i) {
        CHECK_EQUAL(args.scalar(i), expected[i]);
    }
    const int32_t negative[] = {-1, 5};
    args.add_scalars_i32(negative, 2);
    CHECK_EQUAL(args.scalars()[7], 0xFFFFFFFFull);
    const uint64_t words[] = {100, 101, 102};
    args.add_scalars(words, 3);
    CHECK_EQUAL(args.scalar_count(), 12);
    CHECK_EQUAL(args.scalar_data()[11], 102u);

    Arg copy;
    copy.copy_scalars_from(args, 9, 3);
    CHECK(copy.scalar_count() == 3 && copy.scalar(0) == 100 && !copy.has_error);
    copy.copy_scalars_from(args, 10, 3);
    CHECK_TEXT(copy.error_msg, "Source scalar range out of bounds in copy_scalars_from");
    CHECK_EQUAL(copy.scalar_count(), 3);
    const int outside[][2] = {{-1, 1}, {-1, 2}, {1, -1}, {13, -1}, {2147483647, 1}};
    for (const auto &[from, count] : outside) {
        Arg refused;
        refused.copy_scalars_from(args, from, count);
        CHECK_TEXT(refused.error_msg, "Source scalar range out of bounds in copy_scalars_from");
        CHECK_EQUAL(refused.scalar_count(), 0);
    }

    Arg full;
    for (int i = 0; i < 31; ++i) {
        full.add_scalar(i);
    }
    full.add_scalar(1, 2);
    CHECK_TEXT(full.error_msg, TOO_MANY_SCALARS);
    CHECK_EQUAL(full.scalar_count(), 31);
    Arg wide = full, wide_i32 = full, wide_copy = full;
    wide.has_error = wide_i32.has_error = wide_copy.has_error = false;
    wide.add_scalars(words, 2);
    wide_i32.add_scalars_i32(negative, 2);
    wide_copy.copy_scalars_from(args, 0, 2);
    CHECK_TEXT(wide.error_msg, TOO_MANY_SCALARS);
    CHECK_TEXT(wide_i32.error_msg, TOO_MANY_SCALARS);
    CHECK_TEXT(wide_copy.error_msg, TOO_MANY_SCALARS);
    CHECK_EQUAL(wide.scalar_count() + wide_i32.scalar_count() + wide_copy.scalar_count(), 93);
}

inline void explicit_dependencies() {
    const PTO2TaskId deps[] = {PTO2TaskId::make(0, 1), PTO2TaskId::make(0, 2)};
    Arg args;
    args.set_dependencies(deps, 2);
    CHECK_EQUAL(args.explicit_dep_count(), 2u);
    CHECK(args.explicit_dep(1) == deps[1] && args.explicit_deps_data() == deps);
    CHECK_THROWS(AssertionError, "Assertion failed: index < ", args.explicit_dep(2));
    args.set_dependencies(nullptr, 0);
    CHECK(args.explicit_dep_count() == 0 && !args.has_error);
    args.set_dependencies(deps, 1);
    args.set_dependencies(deps, 1);
    CHECK_TEXT(args.error_msg, "set_dependencies: may be called at most once per Arg");
    Arg none;
    none.set_dependencies(nullptr, 1);
    CHECK_TEXT(none.error_msg, "set_dependencies: deps must not be null when count > 0");
}

inline void reuse() {
    const Tensor t = any_tensor();
    const PTO2TaskId dep = PTO2TaskId::make(0, 1);
    Arg args;
    args.launch_spec.set_block_num(8);
    args.add_input(t);
    args.add_scalar(1);
    args.set_dependencies(&dep, 1);
    args.set_error("first");
    args.set_error("second");
    CHECK_TEXT(args.error_msg, "first");

    args.clear();
    CHECK_EQUAL(args.tensor_count() + args.scalar_count(), 0);
    CHECK(args.has_error); // the error stays
    CHECK_EQUAL(args.explicit_dep_count(), CHIPTEST_ARCH_A5 ? 0u : 1u);

    args.reset();
    CHECK(!args.has_error && args.error_msg == nullptr && args.explicit_dep_count() == 0);
    CHECK_EQUAL(args.launch_spec.block_num(), 8); // the launch stays
}

inline void small_types() {
    static_assert(MAX_TENSOR_ARGS == 16 && MAX_SCALAR_ARGS == 32);
    static_assert(PTO2_ASYNC_ENGINE_SDMA == 0 && PTO2_ASYNC_ENGINE_ROCE == 1 && PTO2_ASYNC_ENGINE_URMA == 2 &&
                  PTO2_ASYNC_ENGINE_CCU == 3 && PTO2_NUM_ASYNC_ENGINES == 4);
    const PTO2AsyncEngine engine = PTO2_ASYNC_ENGINE_CCU;
    CHECK_EQUAL(static_cast<int>(engine), 3);
    static_assert(static_cast<int32_t>(PTO2CompletionType::COUNTER) == 0);
    static_assert(static_cast<uint8_t>(PTO2ScopeMode::AUTO) == 0 && static_cast<uint8_t>(PTO2ScopeMode::MANUAL) == 1);
    static_assert(!std::is_aggregate_v<Arg> && std::is_trivially_copyable_v<Arg>);
    static_assert(std::is_aggregate_v<MixedKernels> && std::is_trivially_copyable_v<MixedKernels>);
    CHECK(TensorRef().ptr == nullptr);
}

inline void run() {
    masks();
    launches();
    outputs();
    tensors();
    scalars();
    explicit_dependencies();
    reuse();
    small_types();
}

} // namespace arg_probe
