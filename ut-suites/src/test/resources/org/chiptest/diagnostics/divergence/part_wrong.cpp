// Each block computes its part, the third one not all of it.
#define WRONG_BLOCK 2
#include "part.cpp"
