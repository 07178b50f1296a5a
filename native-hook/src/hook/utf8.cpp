#include "hook/utf8.hpp"

namespace quotadeck {
namespace {

bool follows(unsigned char byte) {
  return (byte & 0xc0) == 0x80;
}

// How many bytes the first character has; 0 when it is none. The second byte's range depends on
// the first (RFC 3629, section 4).
std::size_t character_length(std::string_view text) {
  auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!follows(at(i))) return 0;
  if ((lead == 0xe0 && at(1) < 0xa0) || (lead == 0xed && at(1) > 0x9f)) return 0;
  if ((lead == 0xf0 && at(1) < 0x90) || (lead == 0xf4 && at(1) > 0x8f)) return 0;
  return length;
}

std::string hex_of(char byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  auto value = static_cast<unsigned char>(byte);
  return {'\\', 'x', kDigits[value >> 4], kDigits[value & 15]};
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string clean;
  while (!text.empty()) {
    std::size_t length = character_length(text);
    if (length == 0) {
      clean += hex_of(text[0]);
    } else if (text[0] == '\\') {
      clean += "\\\\";
    } else {
      clean += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

}  // namespace quotadeck
