// The same chain, of whose two steps the second may begin before the first has ended.

#define WITHOUT_ORDER 1
#define FIRST_OF_TWO STEP
#include "chain.cpp"
