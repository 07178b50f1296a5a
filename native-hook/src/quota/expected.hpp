// A value, or the reason why there is none. Nothing in the core throws on purpose.
#pragma once

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <variant>

namespace quotadeck {

/// Why something could not be done: a sentence for people, and errno where one was involved.
struct Problem {
  std::string message;
  int code = 0;
};

/// A Problem that ends in the system's own words for `code` (by default the current errno).
inline Problem system_problem(std::string what, int code = errno) {
  return {std::move(what) + ": " + std::strerror(code), code};
}

/// The value of an operation that yields nothing but may fail.
struct Done {};

/// Either a T or a Problem. Look at it as a bool before taking either.
template <typename T>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : held_(std::move(value)) {}
  Expected(Problem problem) : held_(std::move(problem)) {}

  explicit operator bool() const { return std::holds_alternative<T>(held_); }
  T& operator*() { return std::get<T>(held_); }
  const T& operator*() const { return std::get<T>(held_); }
  T* operator->() { return &std::get<T>(held_); }
  const T* operator->() const { return &std::get<T>(held_); }
  const Problem& problem() const { return std::get<Problem>(held_); }

 private:
  std::variant<T, Problem> held_;
};

}  // namespace quotadeck
