// The part of the device runtime that Java cannot be: it opens libraries together with the loader's error text, calls user code
// inside try/catch, gives each call its identity and its note for the case of a crash, and holds the variadic operations.
// Compiled by the user's g++ as C++17 at first use. Layouts and numbers that Java knows too are pinned by static_assert here and
// by the ...Descriptor classes of org.chiptest.runtime.internal.linker there.
//
// Cut by subject, but one translation unit: the call of a kernel takes about ten nanoseconds because the compiler sees all of it, and
// one compilation is one request. So each part is included here, once, and defines what it declares.

#include "exports.h"
#include "words.h"

#include "call_frame.h"
#include "thread_state.h"
#include "process_copies.h"
#include "user_code.h"

#include "libraries.h"

#include "kernel_services.h"
#include "ticks.h"
#include "calls.h"
#include "trb_arguments.h"
#include "foreign_calls.h"

#include "operations.h"
#include "hbg_operations.h"
#include "trb_operations.h"
#include "warm_up.h"

#include "child_process.h"
#include "process_memory.h"
#include "process_streams.h"
#include "process_state.h"

namespace {

constexpr int32_t ABI_VERSION = 6;

}  // namespace

int64_t chiptest_abi_version(int64_t, int64_t, int64_t, int64_t) noexcept { return ABI_VERSION; }
