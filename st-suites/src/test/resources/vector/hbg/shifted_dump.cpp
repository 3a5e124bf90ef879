// The graph of dump.cpp with another number to add, so that its results tell it from the original.
#define VECTOR_ADDEND 100.0f
#include "dump.cpp"
