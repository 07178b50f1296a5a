#pragma once

#include <cassert>
#include <optional>
#include <stout/none.hpp>
#include <stout/some.hpp>
#include <type_traits>
#include <utility>

/// A value that may be absent. get() on an absent value is a programming error.
template <typename T>
class Option {
 public:
  static Option none() { return Option(); }
  static Option some(const T& value) { return Option(value); }

  Option() = default;
  Option(const None&) {}
  Option(const T& value) : value_(value) {}
  Option(T&& value) : value_(std::move(value)) {}

  template <typename U, typename = std::enable_if_t<std::is_constructible_v<T, const U&>>>
  Option(const U& value) : value_(std::in_place, value) {}

  template <typename U>
  Option(const _Some<U>& some) : value_(std::in_place, some.t) {}

  template <typename U>
  Option(_Some<U>&& some) : value_(std::in_place, std::move(some.t)) {}

  bool isSome() const { return value_.has_value(); }
  bool isNone() const { return !value_.has_value(); }

  const T& get() const& { return checked(*this); }
  T& get() & { return checked(*this); }
  T&& get() && { return std::move(checked(*this)); }

  const T* operator->() const { return &get(); }
  T* operator->() { return &get(); }
  const T& operator*() const& { return get(); }
  T& operator*() & { return get(); }

  template <typename U>
  T getOrElse(U&& fallback) const {
    return isSome() ? *value_ : static_cast<T>(std::forward<U>(fallback));
  }

  bool operator==(const Option& that) const { return value_ == that.value_; }
  bool operator!=(const Option& that) const { return !(*this == that); }
  bool operator==(const T& that) const { return isSome() && *value_ == that; }
  bool operator!=(const T& that) const { return !(*this == that); }

 private:
  template <typename Self>
  static auto& checked(Self& self) {
    assert(self.isSome());
    return *self.value_;
  }

  std::optional<T> value_;
};
