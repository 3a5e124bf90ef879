// The same chain, in which steps from the 500th on are about half of the elements.

#define HALVES true
#include "chain.cpp"
