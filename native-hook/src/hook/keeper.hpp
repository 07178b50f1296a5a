// Sets quotas for launches, follows the projects until their directories are gone, and knows what
// the status file says. Not thread-safe: one thread calls it; see service.hpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hook/directory.hpp"
#include "hook/file_system.hpp"
#include "hook/options.hpp"
#include "hook/project_ids.hpp"
#include "hook/registry.hpp"
#include "hook/status.hpp"
#include "hook/tree_audit.hpp"
#include "hook/wish.hpp"
#include "quota/expected.hpp"
#include "quota/project.hpp"
#include "quota/tree.hpp"

namespace quotadeck {

/// What a launch got.
struct Grant {
  std::uint32_t project_id = 0;
  std::uint64_t limit_bytes = 0;  // as the kernel took it
  std::string path;
};

/// The reason as the framework and the log get it: naming the container, and UTF-8.
Problem launch_problem(const Launch& launch, const Problem& reason);

/// Whether the project is a volume's: those are named by their container, sandboxes are not.
bool is_volume(const Project& project);

class Keeper {
 public:
  /// So many directories are looked at in one report, in turn; a file system with more is gone
  /// through over several. What the kernel counts is read for every project at every report.
  static constexpr std::size_t kLooksPerReport = 250;

  /// Opens the registry. Call recover() before anything else.
  static Expected<Keeper> open(Options options, BuildFacts build);

  /// Settles what a crash left behind: launches that were cut off half-way.
  void recover();

  /// Sets the quota that the launch wants. Nothing when it wants none, or when it could not be set
  /// and the agent's on_error is warn. After a Problem nothing is left of the attempt. The project
  /// is on disk as reserved; that it is active follows with the next report.
  Expected<std::optional<Grant>> launch(const Launch& launch);

  /// A launch was answered with a Problem because it took too long: before launch() was called or
  /// before it failed, or after it succeeded.
  void timed_out(const Launch& launch);
  void too_late(const Launch& launch, const Grant& grant);

  /// The executor's containers ended: their projects are kept until their directories are gone. An
  /// empty volume that was made for one, as by a launch that failed, is removed.
  void executor_removed(const std::string& framework_id, const std::string& executor_id);

  /// Reads usage from the kernel, sets again what was changed behind the hook's back, frees the
  /// projects whose directory is gone, and replaces the status file.
  void report();

  /// Looks for a short while into the directories of running containers, one after another and on
  /// from where it was the last time, for what was taken out of its project, and puts it back.
  void look_beneath();

  const Options& options() const { return options_; }

  /// As the last report has them.
  const std::vector<Project>& projects() const { return facts_.projects; }

 private:
  Keeper(Options options, BuildFacts build, Registry registry);

  // Limits and usage that no project accounts for, by id.
  using Strays = std::map<std::uint32_t, QuotaUsage>;

  // keeper_launch.cpp
  Expected<Grant> grant(const Launch& launch, const Wish& wish);
  Expected<Project> limit(const Launch& launch, const Limits& limits, const Directory& directory);
  Expected<Limits> enforce(const Launch& launch, const Directory& directory,
                           const Attributes& found, const QuotaTarget& target, std::uint32_t id,
                           const Limits& wanted);
  Expected<Done> join(const Launch& launch, const Directory& directory, const Attributes& found,
                      std::uint32_t id);
  Expected<std::uint32_t> choose_id(const Launch& launch, const Directory& directory,
                                    const ProjectLabel& label, const QuotaTarget& target);
  void undo(const Directory& directory, const QuotaTarget& target, std::uint32_t id);
  void release(Project& project);
  void remember_failure(const Launch& launch, const Problem& problem);
  Deadline launch_deadline() const;

  // keeper_recover.cpp
  std::vector<std::string> roots() const;
  Expected<Done> settle(Project& project, const QuotaTarget& target);
  void find_strays(const OpenFileSystem& file_system);
  void take_over(const OpenFileSystem& file_system, Strays& strays);
  bool take_over_one(const OpenFileSystem& file_system, const std::string& path,
                     const QuotaUsage& quota);

  // keeper_report.cpp
  void add_root_file_systems();
  void sample(std::uint32_t index);
  bool must_look(std::size_t position, const Project& project) const;
  Expected<Done> follow(Project& project, const OpenFileSystem& file_system, bool due);
  Expected<Done> free_when_empty(Project& project, const QuotaTarget& target, const char* reason);
  void write_status();

  // keeper_audit.cpp
  Expected<Done> look_at(Project& project, const QuotaTarget& target, const Limits& found);
  Expected<Done> audit_limits(Project& project, const QuotaTarget& target, const Limits& found);
  Expected<Done> audit_label(Project& project, const Fd& directory, const ProjectLabel& found);
  Project* start_next_tree();

  void save_or_log();

  Options options_;
  Registry registry_;
  ProjectIds ids_;
  VolumeRoots roots_;
  Mounts mounts_;
  Status facts_;                      // the status file as it was last written
  std::vector<Project> unlimited_;    // let go without the quota they wanted
  std::set<std::uint32_t> troubled_;  // projects with an error: looked at in every report
  std::size_t next_look_ = 0;         // position in the registry
  Deadline repairs_until_;
  TreeAudit tree_;  // of the project that look_beneath() is at
  std::string last_write_problem_;
  bool registry_changed_ = false;
};

}  // namespace quotadeck
