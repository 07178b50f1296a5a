#pragma once

#include <cstddef>
#include <deque>
#include <utility>

namespace google {
namespace protobuf {

/// The values of a repeated field. References stay valid while elements are added.
template <typename T>
class RepeatedPtrField {
 public:
  using value_type = T;
  using iterator = typename std::deque<T>::iterator;
  using const_iterator = typename std::deque<T>::const_iterator;

  RepeatedPtrField() = default;
  template <typename Iterator>
  RepeatedPtrField(Iterator first, Iterator last) : values_(first, last) {}

  int size() const { return static_cast<int>(values_.size()); }
  bool empty() const { return values_.empty(); }
  const T& Get(int index) const { return values_.at(static_cast<size_t>(index)); }
  T* Mutable(int index) { return &values_.at(static_cast<size_t>(index)); }
  T* Add() { return &values_.emplace_back(); }
  void Clear() { values_.clear(); }
  void CopyFrom(const RepeatedPtrField& that) { *this = that; }
  void MergeFrom(const RepeatedPtrField& that) {
    values_.insert(values_.end(), that.begin(), that.end());
  }
  void Swap(RepeatedPtrField* that) { std::swap(values_, that->values_); }
  const T& operator[](int index) const { return Get(index); }

  iterator begin() { return values_.begin(); }
  iterator end() { return values_.end(); }
  const_iterator begin() const { return values_.begin(); }
  const_iterator end() const { return values_.end(); }

 private:
  std::deque<T> values_;
};

}  // namespace protobuf
}  // namespace google
