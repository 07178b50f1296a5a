// Reads small files whole.
#pragma once

#include <string>

#include "quota/expected.hpp"

namespace quotadeck {

/// The bytes of a file (a regular one, or one of /proc). Larger than 64 MiB is a Problem.
Expected<std::string> read_file(const std::string& path);

}  // namespace quotadeck
