package org.chiptest.engine.internal.declaration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Hold what a class says for all of its scenarios.
 *
 * @param platforms     platforms to run on
 * @param platformsSaid whether the class names them
 * @param runtimes      runtimes to run on
 * @param level         2 or 3
 * @param tags          tags of all scenarios
 * @param sizes         sizes of cases that are other than they say
 * @param sanitizer     what code is built with where no case says it
 * @param disabled      why none of them runs, if so
 * @param timeout       how long each may take where neither it nor its case says it
 */
record ClassTraits(List<Platform> platforms, boolean platformsSaid, Set<RuntimeKind> runtimes, int level,
        List<String> tags, Map<String, Integer> sizes, Sanitizer sanitizer, Optional<String> disabled,
        Optional<Duration> timeout) {}
