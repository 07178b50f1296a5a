// Text for readers that take UTF-8 alone: protobuf strings and Mesos's messages.
#pragma once

#include <string>
#include <string_view>

namespace quotadeck {

/// The text itself when it is UTF-8. Else each byte at fault as \xHH and each backslash as \\, so
/// that two names which differ still do.
std::string to_utf8(std::string_view text);

/// Whether the bytes are UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace quotadeck
