// Dense layers: x [rows, features] · w [features, units] + bias [units], and their gradients.
#include "cellwright_kernel.h"
#include "cellwright_matrix.h"

namespace {

using cellwright::Call;
using cellwright::Left;
using cellwright::Multiply;
using cellwright::Registration;
using cellwright::Right;

float* Values(TF_Tensor* tensor) { return static_cast<float*>(TF_TensorData(tensor)); }

FOR_EACH_PROCESSOR
void AddRows(int64_t rows, int64_t columns, const float* __restrict from, float* __restrict sums) {
  std::memset(sums, 0, columns * sizeof(float));
  for (int64_t row = 0; row < rows; row++, from += columns)
    for (int64_t n = 0; n < columns; n++) sums[n] += from[n];
}

void Dense(void*, TF_OpKernelContext* context) {
  Call call(context);
  if (!call.ok()) return;
  const int64_t rows = call.dim(0, 0), features = call.dim(0, 1), units = call.dim(1, 1);
  const int64_t shape[2] = {rows, units};
  TF_Tensor* y = call.output(0, shape, 2);
  if (y == nullptr) return;
  const float* bias = call.count() > 2 ? call.values(2) : nullptr;
  Multiply(rows, units, features, Left{call.values(0), features, 1}, Right{call.values(1), units, 1}, bias, Values(y));
  TF_DeleteTensor(y);
}

// dx = dy · wᵀ
void DenseInputGradient(void*, TF_OpKernelContext* context) {
  Call call(context);
  if (!call.ok()) return;
  const int64_t rows = call.dim(0, 0), units = call.dim(0, 1), features = call.dim(1, 0);
  const int64_t shape[2] = {rows, features};
  TF_Tensor* dx = call.output(0, shape, 2);
  if (dx == nullptr) return;
  Multiply(rows, features, units, Left{call.values(0), units, 1}, Right{call.values(1), 1, units}, nullptr, Values(dx));
  TF_DeleteTensor(dx);
}

// dw = xᵀ · dy, and the sums of dy over the rows.
void DenseWeightGradient(void*, TF_OpKernelContext* context) {
  Call call(context);
  if (!call.ok()) return;
  const int64_t rows = call.dim(0, 0), features = call.dim(0, 1), units = call.dim(1, 1);
  const int64_t shape[2] = {features, units};
  TF_Tensor* dw = call.output(0, shape, 2);
  if (dw == nullptr) return;
  Multiply(features, units, rows, Left{call.values(0), 1, features}, Right{call.values(1), units, 1}, nullptr,
           Values(dw));
  TF_DeleteTensor(dw);
  TF_Tensor* sums = call.output(1, &units, 1);
  if (sums == nullptr) return;
  AddRows(rows, units, call.values(1), Values(sums));
  TF_DeleteTensor(sums);
}

const Registration forward("CellwrightDense", {"x: float", "w: float", "bias: N * float"}, {"y: float"},
                           {"N: int >= 0"}, nullptr, &Dense, nullptr);
const Registration input("CellwrightDenseInputGradient", {"dy: float", "w: float"}, {"dx: float"}, {}, nullptr,
                         &DenseInputGradient, nullptr);
const Registration weight("CellwrightDenseWeightGradient", {"x: float", "dy: float"}, {"dw: float", "sums: float"}, {},
                          nullptr, &DenseWeightGradient, nullptr);

}  // namespace
