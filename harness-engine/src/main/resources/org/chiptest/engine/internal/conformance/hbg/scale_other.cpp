#define FACTOR 5
#define SUMMAND 1
#include "scale.cpp"
