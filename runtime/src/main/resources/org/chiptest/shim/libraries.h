// Opening and closing libraries of user code, with the loader's error text, and with what their constructors and destructors may do.
// Called by Java.

#pragma once

#include <cstddef>
#include <cstdint>

#include <dlfcn.h>

#include "call_frame.h"
#include "exports.h"
#include "user_code.h"
#include "words.h"

namespace {

// The room for the text is Java's.
void copy_loader_error(int64_t text, int64_t capacity) {
    const char *error = dlerror();
    append(pointer<char>(text), static_cast<size_t>(capacity), 0, error != nullptr ? error : "the loader gave no reason");
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

// It ends in its noexcept: an exception of a static initialiser that unwound through the loader would leave its lock held.
int64_t chiptest_open(int64_t path, int64_t lazy, int64_t text, int64_t capacity) noexcept {
    void *handle = loading("a library's constructor",
                           [=] { return dlopen(pointer<const char>(path), (lazy != 0 ? RTLD_LAZY : RTLD_NOW) | RTLD_LOCAL); });
    if (handle == nullptr) {
        copy_loader_error(text, capacity);
    }
    return word(handle);
}

// Put the names of a library that has nothing else into the global scope.
int64_t chiptest_open_global(int64_t path, int64_t text, int64_t capacity, int64_t) noexcept {
    void *handle = dlopen(pointer<const char>(path), RTLD_NOW | RTLD_GLOBAL);
    if (handle == nullptr) {
        copy_loader_error(text, capacity);
    }
    return word(handle);
}

int64_t chiptest_symbol(int64_t handle, int64_t name, int64_t text, int64_t capacity) noexcept {
    dlerror();
    void *address = dlsym(pointer<void>(handle), pointer<const char>(name));
    if (address == nullptr) {
        copy_loader_error(text, capacity);
    }
    return word(address);
}

int64_t chiptest_close(int64_t handle, int64_t text, int64_t capacity, int64_t) noexcept {
    const int result = loading("a library's destructor", [=] { return dlclose(pointer<void>(handle)); });
    if (result != 0) {
        copy_loader_error(text, capacity);
    }
    return result;
}

// Whether a library that was closed under this path, which no other one ever had, is still in the process. The loader looks for
// libraries that can go only when one is closed: the reference taken here and given back lets one go whose last thread has ended since.
int64_t chiptest_is_loaded(int64_t path, int64_t, int64_t, int64_t) noexcept {
    for (int look = 0; look < 2; ++look) {
        void *handle = dlopen(pointer<const char>(path), RTLD_LAZY | RTLD_NOLOAD);
        if (handle == nullptr) {
            dlerror();
            return 0;
        }
        dlclose(handle);
    }
    return 1;
}
