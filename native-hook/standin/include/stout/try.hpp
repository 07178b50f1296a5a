#pragma once

#include <cstdio>
#include <cstdlib>
#include <stout/error.hpp>
#include <stout/some.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

/// A value or an Error. get() on an error aborts with its message.
template <typename T>
class Try {
 public:
  static Try some(const T& value) { return Try(value); }
  static Try error(const Error& error) { return Try(error); }

  Try(const T& value) : data_(std::in_place_index<0>, value) {}
  Try(T&& value) : data_(std::in_place_index<0>, std::move(value)) {}
  Try(const Error& error) : data_(std::in_place_index<1>, error.message) {}

  template <typename U, typename = std::enable_if_t<std::is_constructible_v<T, const U&> &&
                                                    !std::is_base_of_v<Error, U>>>
  Try(const U& value) : data_(std::in_place_index<0>, value) {}

  template <typename U>
  Try(const _Some<U>& some) : data_(std::in_place_index<0>, some.t) {}

  bool isSome() const { return data_.index() == 0; }
  bool isError() const { return data_.index() == 1; }

  const T& get() const& { return checked(*this); }
  T& get() & { return checked(*this); }
  T&& get() && { return std::move(checked(*this)); }

  const T* operator->() const { return &get(); }
  T* operator->() { return &get(); }
  const T& operator*() const& { return get(); }
  T& operator*() & { return get(); }

  /// The message. Only valid when isError().
  const std::string& error() const { return std::get<1>(data_).message; }

 private:
  // Error's message is const, so a copyable holder keeps Try assignable.
  struct Failed {
    explicit Failed(std::string text) : message(std::move(text)) {}
    std::string message;
  };

  template <typename Self>
  static auto& checked(Self& self) {
    if (self.isError()) {
      std::fprintf(stderr, "Try::get() on an error: %s\n", self.error().c_str());
      std::abort();
    }
    return std::get<0>(self.data_);
  }

  std::variant<T, Failed> data_;
};
