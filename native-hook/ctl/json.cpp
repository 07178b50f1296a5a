#include "ctl/json.hpp"

#include <cstdio>

namespace quotadeck::ctl {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

// How many bytes of well-formed UTF-8 stand at `at`; 0 where they are not (RFC 3629, table in 4).
std::size_t utf8_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  unsigned first = byte(at);
  if (first < 0x80) return 1;
  std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(at + 1) < low || byte(at + 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  return length;
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = utf8_length(text, at);
    auto c = static_cast<unsigned char>(text[at]);
    if (length == 0) {
      result += kReplacement;
    } else if (c == '"' || c == '\\') {
      result += {'\\', text[at]};
    } else if (c < 0x20 || c == 0x7F) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      result += escape;
    } else {
      result += text.substr(at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return result + "\"";
}

JsonObject& JsonObject::raw(const char* name, const std::string& json) {
  members_ += (members_.empty() ? "" : ",") + quoted(name) + ":" + json;
  return *this;
}

}  // namespace quotadeck::ctl
