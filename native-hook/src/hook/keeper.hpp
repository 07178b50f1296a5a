// Sets quotas for launches, follows the projects until their directories are gone, and knows what
// the status file says. Not thread-safe: one thread calls it; see service.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hook/directory.hpp"
#include "hook/file_system.hpp"
#include "hook/options.hpp"
#include "hook/project_ids.hpp"
#include "hook/registry.hpp"
#include "hook/status.hpp"
#include "hook/wish.hpp"
#include "quota/expected.hpp"
#include "quota/project.hpp"

namespace quotadeck {

/// What a launch got.
struct Grant {
  std::uint32_t project_id = 0;
  std::uint64_t limit_bytes = 0;  // as the kernel took it
  std::string path;
};

class Keeper {
 public:
  /// Opens the registry. Call recover() before anything else.
  static Expected<Keeper> open(Options options, BuildFacts build);

  /// Settles what a crash left behind: launches that were cut off half-way.
  void recover();

  /// Sets the quota that the launch wants. Nothing when it wants none, or when it could not be set
  /// and the agent's on_error is warn. After a Problem nothing is left of the attempt.
  Expected<std::optional<Grant>> launch(const Launch& launch);

  /// The executor's containers ended: their projects are kept until their directories are gone.
  void executor_removed(const std::string& framework_id, const std::string& executor_id);

  /// Reads usage from the kernel, sets again what was changed behind the hook's back, frees the
  /// projects whose directory is gone, and replaces the status file.
  void report();

  const Options& options() const { return options_; }

 private:
  Keeper(Options options, BuildFacts build, Registry registry);

  // keeper_launch.cpp
  Expected<Grant> grant(const Launch& launch, const Wish& wish);
  Expected<Project> limit(const Launch& launch, const Limits& limits, const Directory& directory);
  Expected<std::uint32_t> choose_id(const Directory& directory, const QuotaTarget& target);
  Expected<Done> reserve(const Project& project);
  void undo(const Directory& directory, const QuotaTarget& target, std::uint32_t id);
  void remember_failure(const Launch& launch, const Problem& problem);

  // keeper_recover.cpp
  void settle(std::uint32_t id);
  void warn_of_strays(const OpenFileSystem& file_system);

  // keeper_report.cpp
  void add_root_file_systems();
  void sample(std::uint32_t index, std::vector<Project>& view);
  Expected<Done> follow(Project& project, const OpenFileSystem& file_system);
  Expected<Done> audit_limits(Project& project, const QuotaTarget& target, const Limits& found);
  Expected<Done> audit_label(Project& project, const Fd& directory, const ProjectLabel& found);
  Expected<Done> free_when_empty(Project& project, const QuotaTarget& target, const char* reason);
  void write_status(std::vector<FileSystemStatus> file_systems, std::vector<Project> view);

  void save_or_log();

  Options options_;
  Registry registry_;
  ProjectIds ids_;
  Status facts_;                    // what every status file of this process begins with
  std::vector<Project> unlimited_;  // let go without the quota they wanted
  std::string last_write_problem_;
  bool registry_changed_ = false;
};

}  // namespace quotadeck
