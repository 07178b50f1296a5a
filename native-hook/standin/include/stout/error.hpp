#pragma once

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

/// A failure with a message; converts to a Try or Result in the error state.
class Error {
 public:
  explicit Error(std::string text) : message(std::move(text)) {}

  bool operator==(const Error& that) const { return message == that.message; }

  const std::string message;
};

/// A failure that appends the text of an errno value (the current one by default).
class ErrnoError : public Error {
 public:
  ErrnoError() : ErrnoError(errno) {}
  explicit ErrnoError(int number) : Error(::strerror(number)), code(number) {}
  explicit ErrnoError(const std::string& text) : ErrnoError(errno, text) {}
  ErrnoError(int number, const std::string& text)
      : Error(text + ": " + ::strerror(number)), code(number) {}

  const int code;
};
