// Sizes, durations and whole numbers as people write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "quota/expected.hpp"

namespace quotadeck {

/// "1048576", "512MiB", "10GB". Units are steps of 1024, with and without the i, as in Mesos's own
/// flags and its `disk` resource: 1MB is 1MiB. Letter case does not matter; zero is refused.
Expected<std::uint64_t> parse_size(std::string_view text);

/// "5", "5secs", "500ms", "2mins": Mesos's units; a plain number is seconds.
Expected<std::chrono::milliseconds> parse_duration(std::string_view text);

/// A whole decimal number without sign.
Expected<std::uint64_t> parse_number(std::string_view text);

/// "20secs", "500ms": as parse_duration reads it.
std::string format_duration(std::chrono::milliseconds duration);

/// The largest unit that divides the size: 536870912 is "512MiB".
std::string format_size(std::uint64_t bytes);

}  // namespace quotadeck
