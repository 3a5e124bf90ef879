package org.chiptest.runtime.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Compute a SHA-256 over fields whose lengths are part of the sum, so that no two sequences of fields share a digest by accident. */
public final class Sha256 {

    private final MessageDigest digest = newDigest();

    /** Return the sum of bytes alone, in lower-case hex. */
    public static String of(byte[] bytes) {
        return hex(newDigest().digest(bytes));
    }

    /** Return the sum of bytes alone, in Base64. */
    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(newDigest().digest(bytes));
    }

    /** Return the sum of a file's bytes alone, in lower-case hex. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = newDigest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return hex(digest.digest());
    }

    /** Add a text in UTF-8. */
    public Sha256 field(String value) {
        return field(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Add bytes. */
    public Sha256 field(byte[] value) {
        int length = value.length;
        digest.update(new byte[]{(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        digest.update(value);
        return this;
    }

    /** Add texts and how many they are. */
    public Sha256 fields(List<String> values) {
        field(Integer.toString(values.size()));
        values.forEach(this::field);
        return this;
    }

    /** Return the sum of all that was added, in lower-case hex, and begin anew. */
    public String hex() {
        return hex(digest.digest());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
