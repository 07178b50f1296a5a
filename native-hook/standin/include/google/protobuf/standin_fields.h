#pragma once

#include <google/protobuf/repeated_field.h>

#include <memory>
#include <string>
#include <utility>

/// Macros that give a value class the accessors protobuf's generator would: a message class lists
/// its fields once. Only the accessors that hooks use exist; there is no serialisation.

namespace standin {

/// Heap cell with value semantics, so that a message may contain itself.
template <typename T>
class Cell {
 public:
  Cell() = default;
  Cell(const Cell& that) : value_(that.value_ ? std::make_unique<T>(*that.value_) : nullptr) {}
  Cell(Cell&&) noexcept = default;
  Cell& operator=(Cell that) noexcept {
    value_ = std::move(that.value_);
    return *this;
  }

  bool has() const { return value_ != nullptr; }
  void clear() { value_.reset(); }

  const T& get() const {
    static const T unset{};
    return value_ ? *value_ : unset;
  }

  T* mutable_get() {
    if (!value_) value_ = std::make_unique<T>();
    return value_.get();
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace standin

#define STANDIN_MESSAGE(TYPE)       \
  void CopyFrom(const TYPE& that) { \
    *this = that;                   \
  }                                 \
  void Clear() {                    \
    *this = TYPE();                 \
  }                                 \
  void Swap(TYPE* that) {           \
    std::swap(*this, *that);        \
  }

#define STANDIN_SCALAR(TYPE, NAME, DEFAULT) \
 public:                                    \
  bool has_##NAME() const {                 \
    return has_##NAME##_;                   \
  }                                         \
  TYPE NAME() const {                       \
    return NAME##_;                         \
  }                                         \
  void set_##NAME(TYPE value) {             \
    NAME##_ = value;                        \
    has_##NAME##_ = true;                   \
  }                                         \
  void clear_##NAME() {                     \
    NAME##_ = DEFAULT;                      \
    has_##NAME##_ = false;                  \
  }                                         \
                                            \
 private:                                   \
  TYPE NAME##_ = DEFAULT;                   \
  bool has_##NAME##_ = false;               \
                                            \
 public:

#define STANDIN_STRING(NAME)              \
 public:                                  \
  bool has_##NAME() const {               \
    return has_##NAME##_;                 \
  }                                       \
  const std::string& NAME() const {       \
    return NAME##_;                       \
  }                                       \
  void set_##NAME(std::string value) {    \
    *mutable_##NAME() = std::move(value); \
  }                                       \
  std::string* mutable_##NAME() {         \
    has_##NAME##_ = true;                 \
    return &NAME##_;                      \
  }                                       \
  void clear_##NAME() {                   \
    NAME##_.clear();                      \
    has_##NAME##_ = false;                \
  }                                       \
                                          \
 private:                                 \
  std::string NAME##_;                    \
  bool has_##NAME##_ = false;             \
                                          \
 public:

#define STANDIN_FIELD(TYPE, NAME) \
 public:                          \
  bool has_##NAME() const {       \
    return NAME##_.has();         \
  }                               \
  const TYPE& NAME() const {      \
    return NAME##_.get();         \
  }                               \
  TYPE* mutable_##NAME() {        \
    return NAME##_.mutable_get(); \
  }                               \
  void clear_##NAME() {           \
    NAME##_.clear();              \
  }                               \
                                  \
 private:                         \
  ::standin::Cell<TYPE> NAME##_;  \
                                  \
 public:

#define STANDIN_REPEATED(TYPE, NAME)                               \
 public:                                                           \
  int NAME##_size() const {                                        \
    return NAME##_.size();                                         \
  }                                                                \
  const TYPE& NAME(int index) const {                              \
    return NAME##_.Get(index);                                     \
  }                                                                \
  const ::google::protobuf::RepeatedPtrField<TYPE>& NAME() const { \
    return NAME##_;                                                \
  }                                                                \
  TYPE* mutable_##NAME(int index) {                                \
    return NAME##_.Mutable(index);                                 \
  }                                                                \
  ::google::protobuf::RepeatedPtrField<TYPE>* mutable_##NAME() {   \
    return &NAME##_;                                               \
  }                                                                \
  TYPE* add_##NAME() {                                             \
    return NAME##_.Add();                                          \
  }                                                                \
  void clear_##NAME() {                                            \
    NAME##_.Clear();                                               \
  }                                                                \
                                                                   \
 private:                                                          \
  ::google::protobuf::RepeatedPtrField<TYPE> NAME##_;              \
                                                                   \
 public:

#define STANDIN_REPEATED_STRING(NAME)  \
  STANDIN_REPEATED(std::string, NAME)  \
  void add_##NAME(std::string value) { \
    *add_##NAME() = std::move(value);  \
  }
