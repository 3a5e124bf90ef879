// The second half of a block's part, of the third block not all of it.
#define WRONG_BLOCK 2
#include "second_half.cpp"
