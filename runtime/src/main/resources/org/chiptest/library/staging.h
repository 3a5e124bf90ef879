// How memory of the host program gets to the worker and back: by copies in the segment that both map. One call uses it at a time.
//
// Tensors that overlap keep doing so. Around each piece lies a pattern by which the worker finds what kernels write beyond a tensor.

#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "dialogue.h"
#include "memory_file.h"
#include "messages.h"
#include "protocol.h"

namespace {

uint64_t reference(uint64_t offset) { return protocol::TENSORS_SEGMENT << protocol::SEGMENT_SHIFT | offset; }

template <typename Number>
Number read_at(const void *memory, uint64_t offset) {
    Number result;
    memcpy(&result, static_cast<const uint8_t *>(memory) + offset, sizeof result);
    return result;
}

// The arguments of a run as the caller has them, and as they travel.
class Arguments {
public:
    // Copy the tensors that lie in memory of the caller.
    Arguments(MemoryFile &memory, const void *args) : segment(memory), source(static_cast<const uint8_t *>(args)) {
        tensors = count("tensors", protocol::ARGS_TENSOR_COUNT, protocol::ARGS_TENSORS);
        scalars = count("scalars", protocol::ARGS_SCALAR_COUNT, protocol::ARGS_SCALARS);
        for (uint64_t i = 0; i < tensors; i++) {
            if (!is_of_device(i) && bytes_of(i) > 0 && address_of(i) != 0) {
                pieces.push_back({address_of(i), address_of(i) + bytes_of(i), 0});
            }
        }
        merge();
        lay_out();
    }

    ~Arguments() { segment.settle(end); }

    Arguments(const Arguments &) = delete;
    Arguments &operator=(const Arguments &) = delete;

    // Write the blob that the worker reads, where there is room for it.
    void write(Mailbox &mailbox) const {
        const uint64_t length = 8 + tensors * protocol::TENSOR_SIZE + scalars * sizeof(uint64_t);
        const bool fits = length <= protocol::ARGS_BLOB_CAPACITY;
        mailbox.set<uint64_t>(protocol::LONG_ARGS_LENGTH, fits ? 0 : length);
        uint8_t *blob = mailbox.at(fits ? protocol::ARGS_BLOB : protocol::LONG_ARGS);
        const int32_t counts[] = {static_cast<int32_t>(tensors), static_cast<int32_t>(scalars)};
        memcpy(blob, counts, sizeof counts);
        blob += sizeof counts;
        for (uint64_t i = 0; i < tensors; i++, blob += protocol::TENSOR_SIZE) {
            memcpy(blob, source + i * protocol::TENSOR_SIZE, protocol::TENSOR_SIZE);
            const uint64_t data = is_of_device(i) ? address_of(i) : reference_of(i);
            memcpy(blob, &data, sizeof data);
        }
        memcpy(blob, source + protocol::ARGS_SCALARS_AT, scalars * sizeof(uint64_t));
    }

    // Give the caller what has changed. What has not may lie in memory that cannot be written to.
    void take_back() const {
        for (const Piece &piece : pieces) {
            auto *target = reinterpret_cast<uint8_t *>(piece.begin);
            const uint8_t *result = segment.at(piece.offset);
            const uint64_t bytes = piece.end - piece.begin;
            for (uint64_t at = 0; at < bytes; at += BLOCK_BYTES) {
                const uint64_t length = std::min(BLOCK_BYTES, bytes - at);
                if (memcmp(target + at, result + at, length) != 0) {
                    memcpy(target + at, result + at, length);
                }
            }
        }
    }

private:
    static constexpr uint64_t BLOCK_BYTES = 4096;
    static constexpr uint64_t ALIGNMENT = 64;
    static constexpr uint64_t ELEMENT_BYTES[] = {4, 2, 4, 2, 1, 1, 2, 8, 8, 2, 4};

    // Memory of the caller, and where its copy is.
    struct Piece {
        uint64_t begin;
        uint64_t end;
        uint64_t offset;
    };

    uint64_t count(const char *what, uint64_t offset, uint64_t most) const {
        const int32_t number = read_at<int32_t>(source, offset);
        if (number < 0 || static_cast<uint64_t>(number) > most) {
            throw Failure(text("the arguments count %d %s; 0 to %d are possible", number, what, static_cast<int>(most)));
        }
        return static_cast<uint64_t>(number);
    }

    const uint8_t *tensor(uint64_t i) const { return source + i * protocol::TENSOR_SIZE; }
    uint64_t address_of(uint64_t i) const { return read_at<uint64_t>(tensor(i), 0); }
    bool is_of_device(uint64_t i) const { return tensor(i)[protocol::TENSOR_CHILD_MEMORY] != 0; }

    uint64_t bytes_of(uint64_t i) const {
        const uint8_t dtype = tensor(i)[protocol::TENSOR_DTYPE];
        const int32_t dimensions = read_at<int32_t>(tensor(i), protocol::TENSOR_DIMENSIONS);
        if (dtype >= std::size(ELEMENT_BYTES) || dimensions < 0 || static_cast<uint64_t>(dimensions) > protocol::TENSOR_MAX_DIMENSIONS) {
            throw Failure(text("tensor %d has data type %d and %d dimensions; types are 0 to %d, dimensions 0 to %d", static_cast<int>(i),
                dtype, dimensions, static_cast<int>(std::size(ELEMENT_BYTES)) - 1, static_cast<int>(protocol::TENSOR_MAX_DIMENSIONS)));
        }
        uint64_t bytes = ELEMENT_BYTES[dtype];
        for (int32_t d = 0; d < dimensions; d++) {
            const uint64_t length = read_at<uint32_t>(tensor(i), protocol::TENSOR_SHAPES + static_cast<uint64_t>(d) * sizeof(uint32_t));
            if (__builtin_mul_overflow(bytes, length, &bytes) || bytes > segment.size()) {
                throw Failure(text("tensor %d is larger than the %llu bytes that all arguments of a run may have", static_cast<int>(i),
                    static_cast<unsigned long long>(segment.size())));
            }
        }
        return bytes;
    }

    void merge() {
        std::sort(pieces.begin(), pieces.end(), [](const Piece &one, const Piece &other) { return one.begin < other.begin; });
        std::vector<Piece> merged;
        for (const Piece &piece : pieces) {
            if (!merged.empty() && piece.begin < merged.back().end) {
                merged.back().end = std::max(merged.back().end, piece.end);
            } else {
                merged.push_back(piece);
            }
        }
        pieces = merged;
    }

    // Copies are aligned like what they are copies of.
    void lay_out() {
        for (Piece &piece : pieces) {
            const uint64_t bytes = piece.end - piece.begin;
            piece.offset = (end + protocol::RED_ZONE_BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + piece.begin % ALIGNMENT;
            if (bytes > segment.size() || piece.offset + bytes + protocol::RED_ZONE_BYTES > segment.size()) {
                throw Failure(text("the arguments of a run have more than %llu bytes together",
                    static_cast<unsigned long long>(segment.size())));
            }
            end = piece.offset + bytes + protocol::RED_ZONE_BYTES;
            memset(segment.at(piece.offset - protocol::RED_ZONE_BYTES), protocol::RED_ZONE_PATTERN, protocol::RED_ZONE_BYTES);
            memcpy(segment.at(piece.offset), reinterpret_cast<const void *>(piece.begin), bytes);
            memset(segment.at(piece.offset + bytes), protocol::RED_ZONE_PATTERN, protocol::RED_ZONE_BYTES);
        }
    }

    uint64_t reference_of(uint64_t i) const {
        const uint64_t address = address_of(i);
        const auto piece = std::find_if(pieces.begin(), pieces.end(),
            [address](const Piece &each) { return each.begin <= address && address < each.end; });
        return piece == pieces.end() || bytes_of(i) == 0 ? 0 : reference(piece->offset + (address - piece->begin));
    }

    MemoryFile &segment;
    const uint8_t *source;
    uint64_t tensors = 0;
    uint64_t scalars = 0;
    std::vector<Piece> pieces;
    uint64_t end = 0;
};

// The length of the image at an address, which the caller does not say.
uint64_t image_bytes(const void *image, uint64_t most) {
    const int32_t children = read_at<int32_t>(image, protocol::IMAGE_CHILD_COUNT);
    if (children < 0 || static_cast<uint64_t>(children) > protocol::IMAGE_MAX_CHILDREN) {
        throw Failure(text("the callable's image counts %d kernels; 0 to %d are possible", children,
            static_cast<int>(protocol::IMAGE_MAX_CHILDREN)));
    }
    uint64_t used = read_at<uint32_t>(image, protocol::IMAGE_BINARY_SIZE);
    for (uint64_t i = 0; i < static_cast<uint64_t>(children); i++) {
        const uint64_t offset = read_at<uint32_t>(image, protocol::IMAGE_CHILD_OFFSETS + i * sizeof(uint32_t));
        if (protocol::IMAGE_STORAGE + offset + protocol::CHILD_BINARY > most) {
            throw Failure(text("kernel %d of the callable's image begins at byte %llu of its storage", static_cast<int>(i),
                static_cast<unsigned long long>(offset)));
        }
        const uint64_t size = read_at<uint32_t>(image, protocol::IMAGE_STORAGE + offset + protocol::CHILD_BINARY_SIZE);
        used = std::max(used, offset + protocol::CHILD_BINARY + size);
    }
    if (protocol::IMAGE_STORAGE + used > most) {
        throw Failure(text("the callable's image has %llu bytes; %llu are possible",
            static_cast<unsigned long long>(protocol::IMAGE_STORAGE + used), static_cast<unsigned long long>(most)));
    }
    return protocol::IMAGE_STORAGE + used;
}

}  // namespace
