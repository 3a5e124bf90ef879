package org.chiptest.runtime.platform;

import java.util.List;

/**
 * Bring platforms; found by {@link java.util.ServiceLoader}, so adding some touches no existing file.
 *
 * <p>The jar or folder of a provider is on the class path of the processes that host its devices, beside the runtime; what it needs
 * beyond them lies in the same jar.
 */
@FunctionalInterface
public interface PlatformProvider {

    /** Return the platforms, of which no two providers bring one of the same name. */
    List<Platform> platforms();
}
