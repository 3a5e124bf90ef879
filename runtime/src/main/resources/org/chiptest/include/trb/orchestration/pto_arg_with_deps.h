// An argument list that owns its explicit dependencies: ids are collected one by one, where Arg::set_dependencies wants
// a finished array that somebody else keeps alive.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <type_traits>

#include "pto_orchestration_api.h"

// A private Arg, so that the two ways of giving dependencies cannot be mixed.
template <size_t MAX_DEP_COUNT = 16>
class ArgWithDeps : private Arg {
  public:
    using Arg::add_inout;
    using Arg::add_input;
    using Arg::add_no_dep;
    using Arg::add_output;
    using Arg::add_scalar;
    using Arg::add_scalars;
    using Arg::add_scalars_i32;
    using Arg::copy_scalars_from;
    using Arg::error_msg;
    using Arg::has_error;
    using Arg::launch_spec;
    using Arg::set_error;

    // Ids are taken as they are. A submit refuses invalid ones, so test is_valid() first where one may be missing.
    template <typename... Ids>
    void add_dep(Ids... ids) {
        static_assert(sizeof...(Ids) > 0, "add_dep takes at least one task id");
        static_assert((std::is_same_v<Ids, PTO2TaskId> && ...), "add_dep takes PTO2TaskId arguments");
        if (dep_count_ + sizeof...(Ids) > MAX_DEP_COUNT) {
            set_error("ArgWithDeps::add_dep: dep count exceeds MAX_DEP_COUNT (bump the template arg)");
            return;
        }
        ((deps_[dep_count_++] = ids), ...);
    }

    void reset() {
        Arg::reset();
        dep_count_ = 0;
    }

    // The array lies in this object, which may have been copied since the last submit: point to it anew each time.
    Arg &finalize_for_submit() {
        Arg::set_dependencies(nullptr, 0);
        Arg::set_dependencies(deps_, dep_count_);
        return *this;
    }

  private:
    PTO2TaskId deps_[MAX_DEP_COUNT];
    uint32_t dep_count_{0};
};
static_assert(sizeof(ArgWithDeps<>) == 632 && sizeof(ArgWithDeps<4>) == 536, "an Arg, the ids, their count");

template <size_t N>
static inline TaskOutputTensors rt_submit_task(const MixedKernels &mixed_kernels, ArgWithDeps<N> &awd) {
    return rt_submit_task(mixed_kernels, awd.finalize_for_submit());
}

template <size_t N>
static inline TaskOutputTensors rt_submit_aic_task(int32_t kernel_id, ArgWithDeps<N> &awd) {
    return rt_submit_aic_task(kernel_id, awd.finalize_for_submit());
}

template <size_t N>
static inline TaskOutputTensors rt_submit_aiv_task(int32_t kernel_id, ArgWithDeps<N> &awd) {
    return rt_submit_aiv_task(kernel_id, awd.finalize_for_submit());
}
