#pragma once

#include <cstdint>

/// An amount of storage.
class Bytes {
 public:
  constexpr Bytes() = default;
  explicit constexpr Bytes(uint64_t bytes) : value_(bytes) {}
  constexpr Bytes(uint64_t value, uint64_t unit) : value_(value * unit) {}

  constexpr uint64_t bytes() const { return value_; }

  constexpr bool operator==(const Bytes& that) const { return value_ == that.value_; }
  constexpr bool operator!=(const Bytes& that) const { return value_ != that.value_; }
  constexpr bool operator<(const Bytes& that) const { return value_ < that.value_; }
  constexpr bool operator>(const Bytes& that) const { return value_ > that.value_; }

 private:
  uint64_t value_ = 0;
};

class Kilobytes : public Bytes {
 public:
  explicit constexpr Kilobytes(uint64_t value) : Bytes(value, 1024) {}
};

class Megabytes : public Bytes {
 public:
  explicit constexpr Megabytes(uint64_t value) : Bytes(value, 1024 * 1024) {}
};
