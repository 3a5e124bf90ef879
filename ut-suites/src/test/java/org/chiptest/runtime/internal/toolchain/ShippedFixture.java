package org.chiptest.runtime.internal.toolchain;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** A small set of headers with the folders of the real one, so that tests decide what is in them. */
public final class ShippedFixture implements Function<String, @Nullable InputStream> {

    private static final String INCLUDE = "/org/chiptest/include/";
    private static final String SHIM = "/org/chiptest/shim/";

    private final TreeMap<String, String> files = new TreeMap<>();
    private final TreeMap<String, String> shim = new TreeMap<>(Map.of("shim.cpp", "#include \"part.h\"\n", "part.h", """
            #include <dlfcn.h>
            extern "C" void *chiptest_open(const char *f) { return dlopen(f, RTLD_NOW); }
            """));

    public ShippedFixture() {
        put("arch/a2a3/chip_arch.h", "#pragma once\n#define CHIP_CORES 24\n");
        put("arch/a5/chip_arch.h", "#pragma once\n#define CHIP_CORES 36\n");
        put("platform/common/core_type.h", "#pragma once\nenum class CoreType { AIC, AIV };\n");
        put("kernel/pipe_sync.h", "#pragma once\n");
        put("task_interface/data_type.h", "#pragma once\n#include <cstdint>\nusing Word = int64_t;\n");
        put("shared/platform_comm/comm_context.h", "#pragma once\n");
        put("trb/runtime/tensor.h", "#pragma once\n#include \"data_type.h\"\ninline Word runtimeId() { return 2; }\n");
        put("hbg/runtime/tensor_info.h",
                "#pragma once\n#include \"data_type.h\"\ninline Word runtimeId() { return 1; }\n");
        put("hbg/orchestration/orchestration_api.h", "#pragma once\n#include \"tensor_info.h\"\n");
        put("trb/orchestration/pto_orchestration_api.h",
                "#pragma once\n#include \"tensor.h\"\nextern \"C\" void *framework_current_runtime(void);\n");
        put("trb/orchestration/framework.cpp", """
                #include "pto_orchestration_api.h"
                static void *current;
                extern "C" void framework_bind_runtime(void *rt) { current = rt; }
                extern "C" __attribute__((visibility("hidden"))) void *framework_current_runtime(void) { return current; }
                """);
    }

    public ShippedFixture put(String path, String text) {
        files.put(path, text);
        return this;
    }

    ShippedFixture putShim(String name, String text) {
        shim.put(name, text);
        return this;
    }

    @Override
    public @Nullable InputStream apply(String name) {
        if (name.startsWith(SHIM)) {
            return in(shim, name.substring(SHIM.length()));
        }
        return name.startsWith(INCLUDE) ? in(files, name.substring(INCLUDE.length())) : null;
    }

    private static @Nullable InputStream in(Map<String, String> files, String name) {
        String text = name.equals("INDEX") ? String.join("\n", files.keySet()) : files.get(name);
        return text == null ? null : stream(text);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
