// Labels what already lies in a directory: XFS does that only for what is made later.
#pragma once

#include <cstdint>

#include "quota/expected.hpp"

namespace quotadeck {

/// Gives the open directory and everything beneath it the project `id` (with 0: takes them out of
/// their project). Stays on the mount, follows no symlink, and leaves alone what cannot be
/// labelled (symlinks, devices, sockets, pipes). Answers how many files and directories it set.
Expected<std::uint64_t> label_tree(int directory, std::uint32_t id);

}  // namespace quotadeck
