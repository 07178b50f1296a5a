// What the command changes. Beside a running hook it touches only what the hook then accepts.
#pragma once

#include <cstdint>
#include <string>

#include "ctl/arguments.hpp"
#include "quota/expected.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck::ctl {

struct LimitChange {
  std::uint32_t id = 0;
  std::string path;
  Limits before;
  QuotaUsage after;  // as the kernel took it
};

/// Sets the kernel's limit of a project that the registry knows. The registry is left alone: the
/// hook keeps a changed limit, at its next report or at the agent's next start.
Expected<LimitChange> set_limit(const Request& request);

struct Release {
  std::uint32_t id = 0;
  std::uint64_t unlabelled = 0;  // files and directories
  bool recorded = false;         // whether the registry still has it, for the hook to free
  QuotaUsage left;               // what is still charged: open or moved files
};

/// Takes a project away: label off its directory and what lies beneath, then its limit, then, when
/// no hook runs, its record. A project whose container may run is refused: beside a running hook
/// always, else without `force`. An id that the registry does not know is taken away when it lies
/// in the hook's range.
Expected<Release> release(const Request& request);

}  // namespace quotadeck::ctl
