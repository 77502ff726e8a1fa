// The gradient of max pooling. TensorFlow's own looks for the maxima again, and takes three times as long.
#include "cellwright_kernel.h"

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
  cellwright::Call call(context);
  if (!call.ok()) return;
  int64_t in[4], out[4];
  for (int axis = 0; axis < 4; axis++) {
    in[axis] = call.dim(0, axis);
    out[axis] = call.dim(1, axis);
  }
  TF_Tensor* result = call.output(0, in, 4);
  if (result == nullptr) return;
  float* dx = static_cast<float*>(TF_TensorData(result));
  std::memset(dx, 0, call.bytes(0));
  float* remaining = new float[in[3]];
  MaxPoolGradient(*static_cast<Window*>(window), in, out, call.values(0), call.values(1), call.values(2), dx,
                  remaining);
  delete[] remaining;
  TF_DeleteTensor(result);
}

const cellwright::Registration registration("CellwrightMaxPoolGradient", {"x: float", "y: float", "dy: float"},
                                            {"dx: float"}, {"window: list(int)"}, &CreateWindow,
                                            &ComputeMaxPoolGradient, &DeleteWindow);

}  // namespace
