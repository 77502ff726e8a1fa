// One step of an optimizer for all variables of a model, in place: what src/engine/kernels/update.ts does in plain
// arithmetic. Inputs: settings, the decay of each variable, then all weights, all gradients, all states.
#include <cmath>

#include "cellwright_kernel.h"

namespace {

// The order in which src/engine/native/native-updater.ts writes them.
enum Setting { kRule, kRate, kScale, kFirst, kSecond, kThird, kFourth, kFifth, kSixth, kSeventh };
enum Rule { kSgd, kAdam, kAdamW, kRmsprop };

FOR_EACH_PROCESSOR
void Sgd(const float* s, float decay, int64_t size, float* __restrict w, const float* __restrict gradient,
         float* __restrict velocity) {
  const float rate = s[kRate], scale = s[kScale], momentum = s[kFirst];
  // Without nesterov the step is v alone, with it g + momentum·v.
  const float of_g = s[kSecond], of_v = s[kSecond] != 0 ? momentum : 1;
  for (int64_t i = 0; i < size; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    const float v = momentum * velocity[i] + g;
    velocity[i] = v;
    w[i] -= rate * (of_g * g + of_v * v);
  }
}

FOR_EACH_PROCESSOR
void Adam(const float* s, float penalty, float shrink, int64_t size, float* __restrict w,
          const float* __restrict gradient, float* __restrict first, float* __restrict second) {
  const float rate = s[kRate], scale = s[kScale], beta1 = s[kFirst], share1 = s[kSecond], beta2 = s[kThird];
  const float share2 = s[kFourth], epsilon = s[kFifth], correction1 = s[kSixth], correction2 = s[kSeventh];
  for (int64_t i = 0; i < size; i++) {
    const float old = w[i];
    const float g = scale * gradient[i] + penalty * old;
    const float m = beta1 * first[i] + share1 * g;
    const float v = beta2 * second[i] + share2 * g * g;
    first[i] = m;
    second[i] = v;
    w[i] = old - rate * (m * correction1 / (std::sqrt(v * correction2) + epsilon) + shrink * old);
  }
}

FOR_EACH_PROCESSOR
void Rmsprop(const float* s, float decay, int64_t size, float* __restrict w, const float* __restrict gradient,
             float* __restrict mean_square, float* __restrict velocity) {
  const float rate = s[kRate], scale = s[kScale], rho = s[kFirst], share = s[kSecond], momentum = s[kThird];
  const float epsilon = s[kFourth];
  for (int64_t i = 0; i < size; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    const float square = rho * mean_square[i] + share * g * g;
    mean_square[i] = square;
    const float v = momentum * velocity[i] + g / (std::sqrt(square) + epsilon);
    velocity[i] = v;
    w[i] -= rate * v;
  }
}

void Update(void*, TF_OpKernelContext* context) {
  cellwright::Call call(context);
  if (!call.ok()) return;
  const float* s = call.values(0);
  const int rule = static_cast<int>(s[kRule]), count = static_cast<int>(call.size(1));
  const int weights = 2, gradients = weights + count, states = gradients + count;
  for (int i = 0; i < count; i++) {
    const float decay = call.values(1)[i];
    const int64_t size = call.size(weights + i);
    float* w = call.changed(weights + i);
    const float* g = call.values(gradients + i);
    if (rule == kSgd) {
      Sgd(s, decay, size, w, g, call.changed(states + i));
      continue;
    }
    float* first = call.changed(states + 2 * i);
    float* second = call.changed(states + 2 * i + 1);
    if (rule == kAdam) Adam(s, decay, 0, size, w, g, first, second);
    else if (rule == kAdamW) Adam(s, 0, decay, size, w, g, first, second);
    else Rmsprop(s, decay, size, w, g, first, second);
  }
}

const cellwright::Registration registration("CellwrightUpdate",
                                            {"settings: float", "decays: float", "weights: N * float",
                                             "gradients: N * float", "states: M * float"},
                                            {}, {"N: int >= 1", "M: int >= 1"}, nullptr, &Update, nullptr);

}  // namespace
