// Products of matrices of 32-bit floats on one thread, for the widest vectors of the processor.
#ifndef CELLWRIGHT_MATRIX_H_
#define CELLWRIGHT_MATRIX_H_

#include <cstdint>

namespace cellwright {

// op(a)(m, k) is a[m * row_step + k * depth_step].
struct Left {
  const float* values;
  int64_t row_step, depth_step;
};
// op(b)(k, n) is b[k * depth_step + n * column_step].
struct Right {
  const float* values;
  int64_t depth_step, column_step;
};

// c[rows, columns] = op(a) · op(b), plus, if it isn't null, bias[columns] in each row.
void Multiply(int64_t rows, int64_t columns, int64_t depth, const Left& a, const Right& b, const float* bias, float* c);

}  // namespace cellwright

#endif  // CELLWRIGHT_MATRIX_H_
