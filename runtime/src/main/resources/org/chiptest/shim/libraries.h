// Opening and closing libraries of user code, with the loader's error text, and with what their constructors and destructors may do.
// Called by Java.

#pragma once

#include <cstddef>
#include <cstdint>

#include <dlfcn.h>

#include "call_frame.h"
#include "exports.h"
#include "user_code.h"

namespace {

void copy_loader_error(char *text, uint32_t capacity) {
    const char *error = dlerror();
    append(text, capacity, 0, error != nullptr ? error : "the loader gave no reason");
}

// Have the loader open or close a library, which runs its constructors or destructors.
template <typename Call>
auto loading(const char *where, Call call) {
    if (self.id == 0) {
        meet(self);
    }
    self.loading = true;
    auto result = [&] {
        UserCode user(where, self.changed);
        return call();
    }();
    self.loading = false;
    return result;
}

}  // namespace

// noexcept: an exception of a static initialiser that unwound through the loader would leave its lock held
CHIPTEST_EXPORT void *chiptest_open(const char *path, int32_t lazy, char *text, uint32_t capacity) noexcept {
    void *handle = loading("a library's constructor",
                           [=] { return dlopen(path, (lazy != 0 ? RTLD_LAZY : RTLD_NOW) | RTLD_LOCAL); });
    if (handle == nullptr) {
        copy_loader_error(text, capacity);
    }
    return handle;
}

// Put the names of a library that has nothing else into the global scope.
CHIPTEST_EXPORT void *chiptest_open_global(const char *path, char *text, uint32_t capacity) noexcept {
    void *handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (handle == nullptr) {
        copy_loader_error(text, capacity);
    }
    return handle;
}

CHIPTEST_EXPORT void *chiptest_symbol(void *handle, const char *name, char *text, uint32_t capacity) noexcept {
    dlerror();
    void *address = dlsym(handle, name);
    if (address == nullptr) {
        copy_loader_error(text, capacity);
    }
    return address;
}

CHIPTEST_EXPORT int32_t chiptest_close(void *handle, char *text, uint32_t capacity) noexcept {
    int32_t result = loading("a library's destructor", [=] { return dlclose(handle); });
    if (result != 0) {
        copy_loader_error(text, capacity);
    }
    return result;
}

// Whether a library that was closed under this path, which no other one ever had, is still in the process. The loader looks for
// libraries that can go only when one is closed: the reference taken here and given back lets one go whose last thread has ended since.
CHIPTEST_EXPORT int32_t chiptest_is_loaded(const char *path) noexcept {
    for (int look = 0; look < 2; ++look) {
        void *handle = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
        if (handle == nullptr) {
            dlerror();
            return 0;
        }
        dlclose(handle);
    }
    return 1;
}
