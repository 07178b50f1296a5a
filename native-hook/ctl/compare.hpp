// Where status file, registry, kernel and directories disagree, and what that means.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ctl/facts.hpp"

namespace quotadeck::ctl {

/// One disagreement. `kind` is a word for programs and never changes its meaning.
struct Difference {
  std::string kind;
  std::uint32_t id = 0;  // 0 when it concerns no single project
  std::string path;      // of the file, mount point or directory concerned
  std::string explanation;
};

/// Everything that is not as it should be. Empty when all agree.
std::vector<Difference> compare(const Facts& facts, const Options& options);

}  // namespace quotadeck::ctl
