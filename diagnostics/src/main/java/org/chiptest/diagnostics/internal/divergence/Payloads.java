package org.chiptest.diagnostics.internal.divergence;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Read the bytes of dumped tensors from disk, a piece at a time. */
final class Payloads implements AutoCloseable {

    /** Pieces of this many bytes are read; a multiple of the size of every element. */
    static final int PIECE = 1 << 16;

    private final FileChannel file;
    private final Path path;
    private final byte[] bytes = new byte[PIECE];
    private final MemorySegment piece = MemorySegment.ofArray(bytes);

    private Payloads(FileChannel file, Path path) {
        this.file = file;
        this.path = path;
    }

    static Payloads in(Path directory) throws IOException {
        Path path = TensorDumpIndex.payloads(directory);
        return new Payloads(FileChannel.open(path), path);
    }

    /**
     * Read a piece of a tensor; it is good until the next one is read.
     *
     * @param from first byte of the tensor that is wanted
     * @throws IOException if the file has not so many bytes
     */
    MemorySegment read(DumpedTensor tensor, long from) throws IOException {
        int wanted = (int) Math.min(PIECE, tensor.bytes() - from);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, wanted);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, tensor.at() + from + buffer.position()) < 0) {
                throw new EOFException(path + " ends before byte " + (tensor.at() + from + wanted)
                        + ", where its manifest has a tensor");
            }
        }
        return piece.asSlice(0, wanted);
    }

    /** Read all of a tensor that is not too large for it. */
    byte[] all(DumpedTensor tensor) throws IOException {
        byte[] all = new byte[Math.toIntExact(tensor.bytes())];
        for (int from = 0; from < all.length; from += PIECE) {
            MemorySegment next = read(tensor, from);
            MemorySegment.copy(next, 0, MemorySegment.ofArray(all), from, next.byteSize());
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
