#pragma once

#include <stout/error.hpp>
#include <stout/none.hpp>
#include <stout/option.hpp>
#include <stout/some.hpp>
#include <stout/try.hpp>
#include <string>
#include <type_traits>
#include <utility>

/// A value, no value, or an Error.
template <typename T>
class Result {
 public:
  static Result none() { return Result(None()); }
  static Result some(const T& value) { return Result(value); }
  static Result error(const std::string& message) { return Result(Error(message)); }

  Result(const None&) : data_(Option<T>()) {}
  Result(const T& value) : data_(Option<T>(value)) {}
  Result(const Error& error) : data_(error) {}
  Result(const Option<T>& option) : data_(option) {}
  Result(const Try<T>& that)
      : data_(that.isSome() ? Try<Option<T>>(Option<T>(that.get()))
                            : Try<Option<T>>(Error(that.error()))) {}

  template <typename U, typename = std::enable_if_t<std::is_constructible_v<T, const U&> &&
                                                    !std::is_base_of_v<Error, U>>>
  Result(const U& value) : data_(Option<T>(T(value))) {}

  template <typename U>
  Result(const _Some<U>& some) : data_(Option<T>(T(some.t))) {}

  bool isSome() const { return data_.isSome() && data_.get().isSome(); }
  bool isNone() const { return data_.isSome() && data_.get().isNone(); }
  bool isError() const { return data_.isError(); }

  const T& get() const { return data_.get().get(); }
  T& get() { return data_.get().get(); }
  const T* operator->() const { return &get(); }
  T* operator->() { return &get(); }

  /// The message. Only valid when isError().
  const std::string& error() const { return data_.error(); }

 private:
  Try<Option<T>> data_;
};
