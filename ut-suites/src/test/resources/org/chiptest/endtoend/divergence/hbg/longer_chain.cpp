// The same chain, with a step too many.

#define STEPS_MORE 1
#include "chain.cpp"
