package org.chiptest.engine.internal.settings;

import java.util.List;

/**
 * Hold settings and what is wrong with them.
 *
 * @param settings the settings, with the default for each that is wrong
 * @param errors   one sentence for each setting that is wrong
 */
public record ParsedSettings(Settings settings, List<String> errors) {

    public ParsedSettings {
        errors = List.copyOf(errors);
    }
}
