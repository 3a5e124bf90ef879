package com.example.kernels;

import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;

/** Rings that are too small for all tasks at once. */
@ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER)
class ScopesTest {

    private static final RunSettings SMALL = RunSettings.unset().withTaskWindow(16).withHeapBytes(64 << 10);

    @CallableUnderTest
    static CallableSpec fourthPower() {
        return CallableSpec.orchestration("scopes/orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, OUT, SCALAR).kernel(0, AIV, "scopes/square.cpp", IN, OUT);
    }

    /** Who states the dependencies. */
    enum Dependencies {
        FOUND, BY_HAND
    }

    static List<CaseSpec> cases() {
        CallConfig config = CallConfig.defaults().withSettings(SMALL);
        return Stream.of(Dependencies.values())
                .map(each -> CaseSpec.named(each.name().toLowerCase(Locale.ROOT)).config(config).data(each)).toList();
    }

    /** 500 rows take 500 KiB and 1000 tasks, at most 64 KiB and 15 tasks at a time. */
    @Scenario
    @Golden
    @CasesFrom("cases")
    void memoryIsUsedAgain(GoldenArgs args, Dependencies dependencies) {
        args.input("x", FLOAT32, 500, 256).fill(i -> i % 8);
        args.output("y", FLOAT32, 500, 256).expect(i -> Math.pow(i % 8, 4));
        args.scalar("byHand", dependencies.ordinal());
    }
}
