// Tiles of rows x two vectors of sums, all held in registers. Matrices of networks are small, so what is read again comes
// from the second-level cache as it lies; only columns that don't lie side by side are copied together first.
#include "cellwright_matrix.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace cellwright {
namespace {

#define INLINE inline __attribute__((always_inline))

// Depth at a time: as much of b as stays in the cache while all rows pass.
constexpr int64_t kDepth = 1024;

template <int kLanes>
struct VectorOf {
  typedef float Type __attribute__((vector_size(kLanes * sizeof(float)), aligned(sizeof(float)), may_alias));
};

template <int kLanes, int kRows>
INLINE void Tile(int64_t depth, const float* a, int64_t row_step, int64_t depth_step, const float* b, int64_t b_step,
                 float* c, int64_t c_step, bool adds) {
  typedef typename VectorOf<kLanes>::Type Vector;
  Vector sums[kRows][2];
#pragma GCC unroll 16
  for (int r = 0; r < kRows; r++) {
    const Vector* from = reinterpret_cast<const Vector*>(c + r * c_step);
    sums[r][0] = adds ? from[0] : Vector{};
    sums[r][1] = adds ? from[1] : Vector{};
  }
  for (int64_t k = 0; k < depth; k++) {
    const Vector* from = reinterpret_cast<const Vector*>(b);
    const Vector low = from[0], high = from[1];
#pragma GCC unroll 16
    for (int r = 0; r < kRows; r++) {
      const float x = a[r * row_step];
      sums[r][0] += x * low;
      sums[r][1] += x * high;
    }
    a += depth_step;
    b += b_step;
  }
#pragma GCC unroll 16
  for (int r = 0; r < kRows; r++) {
    Vector* to = reinterpret_cast<Vector*>(c + r * c_step);
    to[0] = sums[r][0];
    to[1] = sums[r][1];
  }
}

// Rows of one strip of 2 * kLanes columns. c_step is that of c; `adds` as in Tile.
template <int kLanes, int kRows>
INLINE void Strip(int64_t rows, int64_t depth, const Left& a, int64_t k, const float* b, int64_t b_step, float* c,
                  int64_t c_step, bool adds) {
  int64_t row = 0;
  const auto at = [&](int64_t r) { return a.values + r * a.row_step + k * a.depth_step; };
  for (; row + kRows <= rows; row += kRows)
    Tile<kLanes, kRows>(depth, at(row), a.row_step, a.depth_step, b, b_step, c + row * c_step, c_step, adds);
  for (; row + 4 <= rows; row += 4)
    Tile<kLanes, 4>(depth, at(row), a.row_step, a.depth_step, b, b_step, c + row * c_step, c_step, adds);
  for (; row < rows; row++)
    Tile<kLanes, 1>(depth, at(row), a.row_step, a.depth_step, b, b_step, c + row * c_step, c_step, adds);
}

template <int kLanes, int kRows>
INLINE void Product(int64_t rows, int64_t columns, int64_t depth, const Left& a, const Right& b, float* c) {
  constexpr int kColumns = 2 * kLanes;
  std::vector<float> packed, edge;
  for (int64_t column = 0; column < columns; column += kColumns) {
    const int64_t filled = std::min<int64_t>(kColumns, columns - column);
    const bool whole = filled == kColumns;
    // A strip that is narrower than two vectors goes to a place of its own first.
    if (!whole) edge.resize(rows * kColumns);
    for (int64_t k = 0; k < depth; k += kDepth) {
      const int64_t part = std::min(kDepth, depth - k);
      const float* from = b.values + k * b.depth_step + column * b.column_step;
      int64_t step = b.depth_step;
      if (!whole || b.column_step != 1) {
        packed.assign(part * kColumns, 0.0f);
        for (int64_t n = 0; n < filled; n++)
          for (int64_t i = 0; i < part; i++)
            packed[i * kColumns + n] = from[i * b.depth_step + n * b.column_step];
        from = packed.data();
        step = kColumns;
      }
      float* to = whole ? c + column : edge.data();
      Strip<kLanes, kRows>(rows, part, a, k, from, step, to, whole ? columns : kColumns, k > 0);
    }
    if (depth == 0 && !whole) std::fill(edge.begin(), edge.end(), 0.0f);
    for (int64_t row = 0; row < rows && !whole; row++)
      std::memcpy(c + row * columns + column, edge.data() + row * kColumns, filled * sizeof(float));
  }
}

typedef void Function(int64_t, int64_t, int64_t, const Left&, const Right&, float*);

void Plain(int64_t rows, int64_t columns, int64_t depth, const Left& a, const Right& b, float* c) {
  Product<4, 6>(rows, columns, depth, a, b, c);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void Avx2(int64_t rows, int64_t columns, int64_t depth, const Left& a,
                                              const Right& b, float* c) {
  Product<8, 6>(rows, columns, depth, a, b, c);
}
__attribute__((target("avx512f,avx2,fma"))) void Avx512(int64_t rows, int64_t columns, int64_t depth, const Left& a,
                                                        const Right& b, float* c) {
  Product<16, 12>(rows, columns, depth, a, b, c);
}
Function* Choose() {
  if (__builtin_cpu_supports("avx512f")) return &Avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &Avx2;
  return &Plain;
}
#else
Function* Choose() { return &Plain; }
#endif

Function* const product = Choose();

}  // namespace

void Multiply(int64_t rows, int64_t columns, int64_t depth, const Left& a, const Right& b, const float* bias,
              float* c) {
  product(rows, columns, depth, a, b, c);
  if (bias == nullptr) return;
  for (int64_t row = 0; row < rows; row++)
    for (int64_t n = 0; n < columns; n++) c[row * columns + n] += bias[n];
}

}  // namespace cellwright
