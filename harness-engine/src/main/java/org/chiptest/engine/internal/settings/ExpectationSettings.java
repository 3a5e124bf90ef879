package org.chiptest.engine.internal.settings;

import java.nio.file.Path;

/**
 * Say how results are judged by what was expected.
 *
 * @param mode   what becomes of the files
 * @param folder where they are, relative to the module's folder
 */
public record ExpectationSettings(ExpectationMode mode, Path folder) {}
