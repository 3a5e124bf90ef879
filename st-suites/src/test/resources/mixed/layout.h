// What the tasks of the mixed example work on. Each iteration submits one task of each resource shape; every output has a
// place of its own.
//
//     a, b       float [iterations, SIZE, SIZE]; x, y likewise
//     products   float [iterations, 3, SIZE, SIZE]: a * b, by the tasks with a cube kernel
//     sums       float [iterations, 4, SIZE, SIZE]: x + y, by those with a vector kernel
//     scaled     float [iterations, 2, SIZE, SIZE]: x times y element by element, by those with two vector kernels
//     counts     int32 [3]
#pragma once

namespace mixed {

constexpr int SIZE = 32;
constexpr int ELEMENTS = SIZE * SIZE;

} // namespace mixed
