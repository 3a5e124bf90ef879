// Each block computes its part.
#include "block.h"

#ifndef WRONG_BLOCK
#define WRONG_BLOCK -1
#endif

extern "C" void kernel_entry(int64_t *args) { Block(args).add(0, PART, WRONG_BLOCK); }
