// Files that are replaced in one step, so that no reader and no crash sees half of one.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "quota/expected.hpp"

namespace quotadeck {

/// Whether a file must outlive a loss of power.
enum class Durable { yes, no };

/// Writes `content` beside `path`, syncs it, renames it over `path` and syncs the directory. On a
/// Problem the old file still stands and nothing is left beside it. Without durability nothing is
/// synced: readers still see all or nothing, but after a loss of power the file may be cut off.
Expected<Done> replace_file(const std::string& path, std::string_view content, mode_t mode,
                            Durable durable = Durable::yes);

/// Makes a directory and its missing parents, mode 0755.
Expected<Done> make_directories(const std::string& path);

}  // namespace quotadeck
