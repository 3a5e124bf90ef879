// The vector example with other numbers to add, so that its results tell it from the original.
#define VECTOR_ADDENDS 10.0f, 20.0f
#include "orchestration.cpp"
