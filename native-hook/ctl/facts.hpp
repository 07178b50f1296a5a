// What status file, registry, kernel and directories say, gathered before anything is concluded.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "hook/options.hpp"
#include "hook/status.hpp"
#include "quota/expected.hpp"
#include "quota/project.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck::ctl {

/// One project of the registry, beside what the kernel and its directory say of it.
struct ProjectFacts {
  Project recorded;
  std::string mount_point;
  Expected<QuotaUsage> kernel;
  Expected<ProjectLabel> label;  // ENOENT: the directory is gone
};

/// A project in the hook's range that the kernel knows and the registry does not.
struct Stray {
  QuotaUsage usage;
  std::string mount_point;
  std::vector<std::string> directories;  // those that carry its id
};

struct FileSystemFacts {
  std::string mount_point;
  Expected<QuotaState> quota;
};

struct Facts {
  pid_t hook = 0;  // the process that has the hook loaded; 0 for none
  std::uint64_t now_ms = 0;
  Expected<Status> status;  // the status file
  std::vector<FileSystemFacts> file_systems;
  std::vector<ProjectFacts> projects;
  std::vector<Stray> strays;
};

/// The projects of the registry with their usage and labels: what `list` needs.
std::vector<ProjectFacts> gather_projects(const Status& registry);

/// Everything. A Problem when the registry cannot be read; what else is missing is a fact.
Expected<Facts> gather(const Options& options);

/// The status file, read and decoded.
Expected<Status> read_status(const std::string& file);

/// The registry; the Problem says what an operator can do.
Expected<Status> need_registry(const Options& options);

/// Projects in the range on this file system that have limits or usage and are not in `registry`.
Expected<std::vector<QuotaUsage>> find_strays(const std::string& mount_point,
                                              const ProjectRange& range, const Status& registry);

}  // namespace quotadeck::ctl
