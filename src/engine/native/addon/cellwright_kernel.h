// What operations of ours share: TensorFlow's C interface for kernels, and reading of their inputs.
#ifndef CELLWRIGHT_KERNEL_H_
#define CELLWRIGHT_KERNEL_H_

#include <cstdint>
#include <cstring>
#include <initializer_list>

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
int TF_NumInputs(TF_OpKernelContext* ctx);
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

namespace cellwright {

// Inputs and outputs of one call. If one can't be had, the operation fails at the end of the call.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context)
      : context_(context), status_(TF_NewStatus()), count_(TF_NumInputs(context)), tensors_(new TF_Tensor*[count_]()) {
    for (int i = 0; i < count_ && ok(); i++) TF_GetInput(context, i, &tensors_[i], status_);
  }
  ~Call() {
    for (int i = 0; i < count_; i++)
      if (tensors_[i] != nullptr) TF_DeleteTensor(tensors_[i]);
    delete[] tensors_;
    if (!ok()) TF_OpKernelContext_Failure(context_, status_);
    TF_DeleteStatus(status_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  bool ok() const { return TF_GetCode(status_) == TF_OK; }
  int count() const { return count_; }
  int64_t dim(int i, int axis) const { return TF_Dim(tensors_[i], axis); }
  int64_t size(int i) const { return TF_TensorElementCount(tensors_[i]); }
  size_t bytes(int i) const { return TF_TensorByteSize(tensors_[i]); }
  const float* values(int i) const { return static_cast<const float*>(TF_TensorData(tensors_[i])); }
  // For operations that change their inputs; these must have no other reader.
  float* changed(int i) const { return static_cast<float*>(TF_TensorData(tensors_[i])); }
  // To be deleted by the kernel; null if there is no memory.
  TF_Tensor* output(int i, const int64_t* shape, int rank) const {
    size_t bytes = sizeof(float);
    for (int axis = 0; axis < rank; axis++) bytes *= shape[axis];
    TF_Tensor* tensor = TF_AllocateOutput(context_, i, TF_FLOAT, shape, rank, bytes, status_);
    return ok() ? tensor : nullptr;
  }

 private:
  TF_OpKernelContext* context_;
  TF_Status* status_;
  int count_;
  TF_Tensor** tensors_;
};

// Registers an operation and its kernel when the addon is loaded. They compute on one thread, on the processor.
struct Registration {
  Registration(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs,
               std::initializer_list<const char*> attributes, void* (*create)(TF_OpKernelConstruction*),
               void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*)) {
    TF_Status* status = TF_NewStatus();
    TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
    for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
    for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
    for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(op, output);
    TF_OpDefinitionBuilderSetIsStateful(op, outputs.size() == 0);
    TF_RegisterOpDefinition(op, status);
    if (TF_GetCode(status) == TF_OK) {
      TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", create, compute, destroy);
      TF_RegisterKernelBuilder(name, kernel, status);
    }
    TF_DeleteStatus(status);
  }
};

}  // namespace cellwright

#endif  // CELLWRIGHT_KERNEL_H_
