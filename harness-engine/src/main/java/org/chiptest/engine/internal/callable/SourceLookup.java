package org.chiptest.engine.internal.callable;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.chiptest.api.CallableSpec.Origin;
import org.chiptest.runtime.internal.toolchain.SourceRoot;
import org.jspecify.annotations.Nullable;

/** Find what a callable's declaration names: beside its class, from the root of the class path, or in a folder. */
final class SourceLookup {

    private final Class<?> declaring;

    SourceLookup(Class<?> declaring) {
        this.declaring = declaring;
    }

    /**
     * Find a source.
     *
     * @throws InvalidCallableException if there is none
     */
    CallableRecipe.Source source(String what, String written, Origin origin) {
        if (written.isBlank()) {
            throw new InvalidCallableException(what + " is empty; write the path of a file");
        }
        if (!written.startsWith("/") && declaring.getResource(written) != null) {
            return new CallableRecipe.Source(SourceRoot.beside(declaring), written, origin);
        }
        if (declaring.getResource(fromRoot(written)) != null) {
            return new CallableRecipe.Source(SourceRoot.beside(declaring), fromRoot(written), origin);
        }
        Path file = Path.of(written);
        if (Files.isRegularFile(file)) {
            return new CallableRecipe.Source(SourceRoot.folder(Path.of("")), written, origin);
        }
        throw notFound(what, written);
    }

    /**
     * Find a folder, which the compiler searches where it lies.
     *
     * @throws InvalidCallableException if there is none, or only one inside an archive
     */
    Path folder(String what, String written) {
        return inFolder(what, written.startsWith("/") ? null : declaring.getResource(written))
                .or(() -> inFolder(what, declaring.getResource(fromRoot(written))))
                .or(() -> Optional.of(Path.of(written)).filter(Files::isDirectory).map(Path::toAbsolutePath))
                .orElseThrow(() -> notFound(what, written));
    }

    private static String fromRoot(String written) {
        return written.startsWith("/") ? written : "/" + written;
    }

    private static Optional<Path> inFolder(String what, @Nullable URL resource) {
        if (resource == null) {
            return Optional.empty();
        }
        if (!resource.getProtocol().equals("file")) {
            throw new InvalidCallableException(what + " lies in an archive (" + resource
                    + "), where the compiler cannot search; headers beside their sources are found without it");
        }
        try {
            return Optional.of(Path.of(new URI(resource.toString())));
        } catch (URISyntaxException e) {
            throw new InvalidCallableException(what + " has an unusable address: " + resource, e);
        }
    }

    private InvalidCallableException notFound(String what, String written) {
        String folder = declaring.getPackageName().isEmpty() ? "" : declaring.getPackageName().replace('.', '/') + "/";
        return new InvalidCallableException(what + " '" + written + "' was not found: neither beside "
                + declaring.getName() + " (as " + folder + written
                + " on the class path), nor from the root of the class path, nor as "
                + Path.of(written).toAbsolutePath());
    }
}
