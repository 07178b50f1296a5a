#pragma once

#include <type_traits>
#include <utility>

/// Carrier behind Some(); converts to any Option, Try or Result of T.
template <typename T>
struct _Some {
  explicit _Some(T value) : t(std::move(value)) {}
  T t;
};

/// Marks a value as present where the target type would be ambiguous.
template <typename T>
_Some<std::decay_t<T>> Some(T&& value) {
  return _Some<std::decay_t<T>>(std::forward<T>(value));
}
