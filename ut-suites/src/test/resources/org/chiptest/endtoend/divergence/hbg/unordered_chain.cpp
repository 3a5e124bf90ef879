// The same chain, in which no step waits for another that it has to wait for.

#define WITHOUT_ORDER 1
#include "chain.cpp"
