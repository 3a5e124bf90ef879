// Alignments that orchestrations, kernels and the runtime share.
#pragma once

// A cache line, the unit in which cores and memory exchange data.
#define PTO2_ALIGN_SIZE 64

// Outputs of one task are packed into one buffer; each starts on such a boundary.
#define PTO2_PACKED_OUTPUT_ALIGN 1024

// align must be a power of two.
#define PTO2_ALIGN_UP(x, align) (((x) + (align) - 1) & ~((align) - 1))
