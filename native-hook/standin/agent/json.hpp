#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include <stout/try.hpp>

namespace standin::json {

struct Value;
using Array = std::vector<Value>;
using Object = std::map<std::string, Value>;
using Null = std::nullptr_t;

/// A JSON value. Of duplicate keys in an object the last wins.
struct Value {
  std::variant<Null, bool, int64_t, double, std::string, Array, Object> data = nullptr;

  Value() = default;
  Value(bool value) : data(value) {}
  Value(int value) : data(int64_t{value}) {}
  Value(int64_t value) : data(value) {}
  Value(double value) : data(value) {}
  Value(const char* value) : data(std::string(value)) {}
  Value(std::string value) : data(std::move(value)) {}
  Value(Array value) : data(std::move(value)) {}
  Value(Object value) : data(std::move(value)) {}

  template <typename T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
};

/// Parses with the grammar and the error texts of the parser that Mesos uses: integers may have
/// leading zeros, white space after the value is allowed, depth is limited to 200.
Try<Value> parse(const std::string& text);

/// parse(), and the value must be an object.
Try<Object> parse_object(const std::string& text);

/// Compact JSON text. Bytes that are not valid UTF-8 pass through unchanged.
std::string write(const Value& value);

}  // namespace standin::json
