// What a task wants of the hook.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "hook/options.hpp"
#include "quota/expected.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck {

/// What the agent says about a container that it is about to launch. Identifiers and variables
/// are the framework's: hostile.
struct Launch {
  std::string container_name;
  std::string sandbox;  // the container's work directory on the agent
  std::string task_id;  // empty for a custom executor
  std::string executor_id;
  std::string framework_id;
  std::map<std::string, std::string> variables;  // those that start with XFS_QUOTA_
  std::optional<std::uint64_t> disk_bytes;       // the task's disk resource
};

/// The quota that a launch asks for.
struct Wish {
  std::string path;  // parent of the directory to make; empty: the sandbox takes the quota
  Limits limits;
};

/// Reads the variables. Nothing when no quota is wanted; a Problem names the variable at fault. A
/// limit above the agent's max_hard_limit becomes that: the task is told what it got.
Expected<std::optional<Wish>> read_wish(const Launch& launch, const Options& options);

}  // namespace quotadeck
