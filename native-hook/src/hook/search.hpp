// Finds the directories that carry project ids.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "quota/expected.hpp"
#include "quota/tree.hpp"

namespace quotadeck {

using LabelledDirectories = std::map<std::uint32_t, std::vector<std::string>>;

/// Paths by project id, of the topmost directories that carry one; what lies beneath these is not
/// looked at. Stays on the file system of `top`, follows no symlink, leaves out what vanishes
/// meanwhile, and gives up at 200 levels. A Problem with ETIMEDOUT when the deadline passes.
Expected<LabelledDirectories> labelled_directories(const std::string& top,
                                                   Deadline deadline = Deadline::max());

}  // namespace quotadeck
