// The same chain, in which the 500th step is told another number of elements.

#define OTHER_SCALAR true
#include "chain.cpp"
