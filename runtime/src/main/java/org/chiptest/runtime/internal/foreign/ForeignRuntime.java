package org.chiptest.runtime.internal.foreign;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a driver is told of a foreign runtime.
 *
 * @param name           what it is called in messages
 * @param files          its files
 * @param infrastructure what lines of its log say that tell of a machine which is too busy
 */
public record ForeignRuntime(String name, ForeignFiles files, List<Pattern> infrastructure) {

    public ForeignRuntime {
        infrastructure = List.copyOf(infrastructure);
    }
}
