// Operations that TensorFlow lacks or does slowly, registered by its C interface when the addon is loaded. They compute
// on one thread, on the processor.
#include <cstdint>
#include <cstring>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

// Of tensorflow/c/kernels.h, which includes more than the wheel's folder of the C interface holds.
extern "C" {
typedef struct TF_KernelBuilder TF_KernelBuilder;
typedef struct TF_OpKernelConstruction TF_OpKernelConstruction;
typedef struct TF_OpKernelContext TF_OpKernelContext;
TF_KernelBuilder* TF_NewKernelBuilder(const char* op_name, const char* device_name,
                                      void* (*create_func)(TF_OpKernelConstruction*),
                                      void (*compute_func)(void*, TF_OpKernelContext*), void (*delete_func)(void*));
void TF_RegisterKernelBuilder(const char* kernel_name, TF_KernelBuilder* builder, TF_Status* status);
void TF_GetInput(TF_OpKernelContext* ctx, int i, TF_Tensor** tensor, TF_Status* status);
TF_Tensor* TF_AllocateOutput(TF_OpKernelContext* context, int index, TF_DataType dtype, const int64_t* dims,
                             int num_dims, size_t len, TF_Status* status);
void TF_OpKernelContext_Failure(TF_OpKernelContext* ctx, TF_Status* status);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction* ctx, TF_Status* status);
void TF_OpKernelConstruction_GetAttrInt64List(TF_OpKernelConstruction* ctx, const char* attr_name, int64_t* values,
                                              int max_vals, TF_Status* status);
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__linux__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

namespace {

struct Window {
  // Height and width of the window, strides, padding above and to the left.
  int64_t height, width, down, across, top, left;
};

// One tap of one window: the gradient goes to the first place that holds the maximum, and to no other.
inline __attribute__((always_inline)) void Tap(int64_t channels, const float* __restrict x, const float* __restrict y,
                                               float* __restrict remaining, float* __restrict dx) {
  for (int64_t c = 0; c < channels; c++) {
    const float share = x[c] == y[c] ? remaining[c] : 0.0f;
    dx[c] += share;
    remaining[c] -= share;
  }
}

// x, dx: [batch, rows, columns, channels]; y, dy: [batch, outRows, outColumns, channels]. dx is zero before.
FOR_EACH_PROCESSOR
void MaxPoolGradient(const Window& w, const int64_t* in, const int64_t* out, const float* x, const float* y,
                     const float* dy, float* dx, float* remaining) {
  const int64_t channels = in[3];
  for (int64_t n = 0; n < in[0]; n++) {
    for (int64_t row = 0; row < out[1]; row++) {
      for (int64_t column = 0; column < out[2]; column++) {
        const int64_t place = ((n * out[1] + row) * out[2] + column) * channels;
        std::memcpy(remaining, dy + place, channels * sizeof(float));
        for (int64_t i = 0; i < w.height; i++) {
          const int64_t r = row * w.down + i - w.top;
          if (r < 0 || r >= in[1]) continue;
          for (int64_t j = 0; j < w.width; j++) {
            const int64_t c = column * w.across + j - w.left;
            if (c < 0 || c >= in[2]) continue;
            const int64_t from = ((n * in[1] + r) * in[2] + c) * channels;
            Tap(channels, x + from, y + place, remaining, dx + from);
          }
        }
      }
    }
  }
}

void* CreateWindow(TF_OpKernelConstruction* construction) {
  TF_Status* status = TF_NewStatus();
  int64_t values[6] = {0, 0, 0, 0, 0, 0};
  TF_OpKernelConstruction_GetAttrInt64List(construction, "window", values, 6, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return new Window{values[0], values[1], values[2], values[3], values[4], values[5]};
}

void DeleteWindow(void* window) { delete static_cast<Window*>(window); }

void ComputeMaxPoolGradient(void* window, TF_OpKernelContext* context) {
  TF_Status* status = TF_NewStatus();
  TF_Tensor* inputs[3] = {nullptr, nullptr, nullptr};
  for (int i = 0; i < 3 && TF_GetCode(status) == TF_OK; i++) TF_GetInput(context, i, &inputs[i], status);
  if (TF_GetCode(status) == TF_OK) {
    int64_t in[4], out[4];
    for (int axis = 0; axis < 4; axis++) {
      in[axis] = TF_Dim(inputs[0], axis);
      out[axis] = TF_Dim(inputs[1], axis);
    }
    TF_Tensor* result = TF_AllocateOutput(context, 0, TF_FLOAT, in, 4, TF_TensorByteSize(inputs[0]), status);
    if (TF_GetCode(status) == TF_OK) {
      float* dx = static_cast<float*>(TF_TensorData(result));
      std::memset(dx, 0, TF_TensorByteSize(result));
      float* remaining = new float[in[3]];
      const auto values = [&](int i) { return static_cast<const float*>(TF_TensorData(inputs[i])); };
      MaxPoolGradient(*static_cast<Window*>(window), in, out, values(0), values(1), values(2), dx, remaining);
      delete[] remaining;
      TF_DeleteTensor(result);
    }
  }
  for (TF_Tensor* input : inputs)
    if (input != nullptr) TF_DeleteTensor(input);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelContext_Failure(context, status);
  TF_DeleteStatus(status);
}

struct Registration {
  Registration() {
    TF_Status* status = TF_NewStatus();
    const char* name = "CellwrightMaxPoolGradient";
    TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
    TF_OpDefinitionBuilderAddInput(op, "x: float");
    TF_OpDefinitionBuilderAddInput(op, "y: float");
    TF_OpDefinitionBuilderAddInput(op, "dy: float");
    TF_OpDefinitionBuilderAddOutput(op, "dx: float");
    TF_OpDefinitionBuilderAddAttr(op, "window: list(int)");
    TF_RegisterOpDefinition(op, status);
    if (TF_GetCode(status) == TF_OK) {
      TF_KernelBuilder* kernel =
          TF_NewKernelBuilder(name, "CPU", &CreateWindow, &ComputeMaxPoolGradient, &DeleteWindow);
      TF_RegisterKernelBuilder(name, kernel, status);
    }
    TF_DeleteStatus(status);
  }
};
const Registration registration;

}  // namespace
