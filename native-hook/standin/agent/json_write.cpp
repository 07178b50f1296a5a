#include <cstdio>

#include "json.hpp"

namespace standin::json {
namespace {

void write_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char ch : text) {
    if (ch == '"' || ch == '\\') {
      out += '\\';
      out += ch;
    } else if (static_cast<unsigned char>(ch) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", ch);
      out += escaped;
    } else {
      out += ch;
    }
  }
  out += '"';
}

struct Writer {
  std::string& out;

  void operator()(Null) { out += "null"; }
  void operator()(bool value) { out += value ? "true" : "false"; }
  void operator()(int64_t value) { out += std::to_string(value); }
  void operator()(double value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.17g", value);
    out += digits;
  }
  void operator()(const std::string& value) { write_string(out, value); }
  void operator()(const Array& items) {
    out += '[';
    const char* separator = "";
    for (const Value& item : items) {
      out += separator;
      std::visit(*this, item.data);
      separator = ",";
    }
    out += ']';
  }
  void operator()(const Object& members) {
    out += '{';
    const char* separator = "";
    for (const auto& [key, value] : members) {
      out += separator;
      write_string(out, key);
      out += ':';
      std::visit(*this, value.data);
      separator = ",";
    }
    out += '}';
  }
};

}  // namespace

std::string write(const Value& value) {
  std::string out;
  std::visit(Writer{out}, value.data);
  return out;
}

}  // namespace standin::json
