#pragma once

#include <cstdint>

/// A signed span of time with nanosecond resolution.
class Duration {
 public:
  constexpr Duration() = default;

  constexpr int64_t ns() const { return nanos_; }
  constexpr double ms() const { return static_cast<double>(nanos_) / 1e6; }
  constexpr double secs() const { return static_cast<double>(nanos_) / 1e9; }

  constexpr bool operator==(const Duration& that) const { return nanos_ == that.nanos_; }
  constexpr bool operator!=(const Duration& that) const { return nanos_ != that.nanos_; }
  constexpr bool operator<(const Duration& that) const { return nanos_ < that.nanos_; }
  constexpr bool operator>(const Duration& that) const { return nanos_ > that.nanos_; }

 protected:
  constexpr Duration(int64_t value, int64_t unit) : nanos_(value * unit) {}

 private:
  int64_t nanos_ = 0;
};

class Nanoseconds : public Duration {
 public:
  explicit constexpr Nanoseconds(int64_t value) : Duration(value, 1) {}
};

class Microseconds : public Duration {
 public:
  explicit constexpr Microseconds(int64_t value) : Duration(value, 1'000) {}
};

class Milliseconds : public Duration {
 public:
  explicit constexpr Milliseconds(int64_t value) : Duration(value, 1'000'000) {}
};

class Seconds : public Duration {
 public:
  explicit constexpr Seconds(int64_t value) : Duration(value, 1'000'000'000) {}
};

class Minutes : public Duration {
 public:
  explicit constexpr Minutes(int64_t value) : Duration(value, 60'000'000'000) {}
};
