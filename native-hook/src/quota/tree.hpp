// Labels what already lies in a directory: XFS does that only for what is made later.
#pragma once

#include <chrono>
#include <cstdint>

#include "quota/expected.hpp"
#include "quota/fd.hpp"

namespace quotadeck {

using Deadline = std::chrono::steady_clock::time_point;

/// Opens for reading what has been opened with O_PATH and looked at, and not what may have been put
/// in its place since: to open a device can do things to it, and a mount would lead elsewhere.
Fd open_found(const Fd& found);

/// Gives the open directory and everything beneath it the project `id` (with 0: takes them out of
/// their project). Stays on the mount, follows no symlink, and leaves alone what cannot be
/// labelled (symlinks, devices, sockets, pipes). Answers how many files and directories it set. A
/// Problem with ETIMEDOUT when the deadline passes; the directory itself comes first.
Expected<std::uint64_t> label_tree(int directory, std::uint32_t id,
                                   Deadline deadline = Deadline::max());

/// Takes what is in project `from` out of it, in the same way.
Expected<std::uint64_t> unlabel_tree(int directory, std::uint32_t from,
                                     Deadline deadline = Deadline::max());

}  // namespace quotadeck
