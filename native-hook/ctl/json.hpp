// Writes JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quotadeck::ctl {

/// The text as a JSON string. Bytes that are not UTF-8 become U+FFFD.
std::string quoted(std::string_view text);

/// An object's text, member by member.
class JsonObject {
 public:
  JsonObject& add(const char* name, std::string_view text) { return raw(name, quoted(text)); }
  JsonObject& add(const char* name, const char* text) { return raw(name, quoted(text)); }
  JsonObject& add(const char* name, std::uint64_t number) {
    return raw(name, std::to_string(number));
  }
  JsonObject& add(const char* name, bool value) { return raw(name, value ? "true" : "false"); }
  /// `json` is written as it is.
  JsonObject& raw(const char* name, const std::string& json);

  std::string text() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

}  // namespace quotadeck::ctl
