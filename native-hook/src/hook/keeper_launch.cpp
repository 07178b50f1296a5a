#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "hook/clock.hpp"
#include "hook/keeper.hpp"
#include "hook/log.hpp"
#include "hook/units.hpp"
#include "hook/utf8.hpp"
#include "quota/project.hpp"

namespace quotadeck {
namespace {

Project describe(const Launch& launch) {
  Project project;
  project.container_name = launch.container_name;
  project.task_id = launch.task_id;
  project.executor_id = launch.executor_id;
  project.framework_id = launch.framework_id;
  project.since_ms = now_ms();
  return project;
}

bool same_container(const Project& project, const Launch& launch) {
  return project.container_name == launch.container_name &&
         project.executor_id == launch.executor_id && project.framework_id == launch.framework_id;
}

Problem about(const Directory& directory, const Problem& problem) {
  return {directory.path + ": " + problem.message, problem.code};
}

}  // namespace

bool is_volume(const Project& project) {
  return project.path.substr(project.path.rfind('/') + 1) == project.container_name;
}

Problem launch_problem(const Launch& launch, const Problem& reason) {
  return {
      to_utf8("Quotadeck cannot set the quota of " + launch.container_name + ": " + reason.message),
      reason.code};
}

Expected<std::optional<Grant>> Keeper::launch(const Launch& launch) {
  auto wish = read_wish(launch, options_);
  if (wish && !*wish) return std::optional<Grant>{};
  ++facts_.counters.launches;
  auto granted = wish ? grant(launch, **wish) : Expected<Grant>(wish.problem());
  if (granted) return std::optional(*granted);
  ++facts_.counters.launch_failures;
  Problem problem = launch_problem(launch, granted.problem());
  log(options_.fail_launch ? Severity::error : Severity::warning, problem.message);
  if (options_.fail_launch) return problem;
  remember_failure(launch, granted.problem());
  return std::optional<Grant>{};
}

void Keeper::timed_out(const Launch& launch) {
  ++facts_.counters.launch_failures;
  if (!options_.fail_launch) remember_failure(launch, {"the launch timed out", ETIMEDOUT});
}

// With on_error=warn the container has been started without waiting, and now has its quota.
void Keeper::too_late(const Launch& launch, const Grant& grant) {
  if (!options_.fail_launch) return;
  ++facts_.counters.launch_failures;
  Project* project = registry_.find(grant.project_id);
  if (project == nullptr) return;
  log(Severity::warning, launch.container_name + ": its quota came too late and is released");
  project->last_error = "the launch timed out before the quota was set";
  release(*project);
}

void Keeper::executor_removed(const std::string& framework_id, const std::string& executor_id) {
  auto matches = [&](const Project& project) {
    return project.framework_id == framework_id && project.executor_id == executor_id;
  };
  for (Project& project : registry_.projects)
    if (matches(project) && project.state == ProjectState::active) release(project);
  unlimited_.erase(std::remove_if(unlimited_.begin(), unlimited_.end(), matches), unlimited_.end());
}

void Keeper::release(Project& project) {
  project.state = ProjectState::released;
  ++facts_.counters.released;
  registry_changed_ = true;
  if (is_volume(project)) remove_empty(project.path, project.id);
}

Expected<Grant> Keeper::grant(const Launch& launch, const Wish& wish) {
  auto directory =
      wish.path.empty() ? open_sandbox(launch) : open_volume(launch, wish.path, roots_);
  if (!directory) return directory.problem();
  auto project = limit(launch, wish.limits, *directory);
  if (project) return Grant{project->id, project->limits.bytes, project->path};
  if (directory->made)
    ::unlinkat(directory->parent.get(), launch.container_name.c_str(), AT_REMOVEDIR);
  return project.problem();
}

Expected<Project> Keeper::limit(const Launch& launch, const Limits& limits,
                                const Directory& directory) {
  auto mount = mounts_.of(directory.fd.get(), directory.place);
  if (!mount) return about(directory, mount.problem());
  if (auto ready = require_quota(*mount, directory.fd.get(), directory.path); !ready)
    return ready.problem();
  auto found = read_attributes(directory.fd.get());
  if (!found) return about(directory, found.problem());
  QuotaTarget target{directory.fd.get(), mount->device};
  auto id = choose_id(launch, directory, found->label, target);
  if (!id) return id.problem();
  Project project = describe(launch);
  project.id = *id;
  project.path = directory.path;
  project.limits = limits;
  project.file_system = registry_.file_system(mount->device, mount->mount_point);
  if (auto reserved = registry_.record(project); !reserved) return reserved.problem();
  auto taken = enforce(launch, directory, *found, target, *id, limits);
  if (!taken) {
    undo(directory, target, *id);
    return about(directory, taken.problem());
  }
  project.limits = *taken;
  project.state = ProjectState::active;
  *registry_.find(*id) = project;
  // The reservation tells a recovery all it needs, so this record need not be waited for.
  registry_changed_ = true;
  return project;
}

// The limit is set before the label, so that the directory is never in a project without one.
Expected<Limits> Keeper::enforce(const Launch& launch, const Directory& directory,
                                 const Attributes& found, const QuotaTarget& target,
                                 std::uint32_t id, const Limits& wanted) {
  if (auto set = set_limits(target, id, wanted); !set) return set.problem();
  if (auto joined = join(launch, directory, found, id); !joined) return joined.problem();
  auto quota = get_quota(target, id);
  if (!quota) return quota.problem();
  if (quota->hard.bytes < wanted.bytes || quota->hard.inodes != wanted.inodes)
    return Problem{"the kernel took a limit of " + format_size(quota->hard.bytes) + " instead of " +
                       format_size(wanted.bytes),
                   EPROTO};
  if (auto there = check_in_place(directory); !there) return there.problem();
  return quota->hard;
}

// A directory that was just made becomes its user's only after it has joined: nothing lies in it.
Expected<Done> Keeper::join(const Launch& launch, const Directory& directory,
                            const Attributes& found, std::uint32_t id) {
  if (directory.made) {
    auto labelled = write_label(directory.fd.get(), {id, true}, found);
    return labelled ? dress_like_sandbox(directory, launch) : labelled;
  }
  auto labelled = label_tree(directory.fd.get(), id, launch_deadline());
  if (!labelled) return labelled.problem();
  return Done{};
}

Expected<std::uint32_t> Keeper::choose_id(const Launch& launch, const Directory& directory,
                                          const ProjectLabel& label, const QuotaTarget& target) {
  if (directory.made && label.id != 0)
    return quota_inside_quota(directory.path.substr(0, directory.path.rfind('/')), label.id);
  const Project* known = registry_.find_path(directory.path);
  if (known && known->state == ProjectState::active && !same_container(*known, launch))
    return Problem{directory.path + " has the quota of " + known->container_name + " of executor " +
                       known->executor_id + ", which has not ended; use another XFS_QUOTA_PATH",
                   EBUSY};
  if (label.id == 0) return known ? Expected(known->id) : ids_.pick(target, registry_);
  if (known && known->id == label.id) return label.id;
  // Ours from before the registry was lost.
  if (!registry_.find(label.id) && ids_.ours(label.id) && !ids_.listed(label.id)) return label.id;
  return Problem{directory.path + " is already in project " + std::to_string(label.id) +
                     ", which this hook did not give it; is Mesos's disk/xfs isolator on, or does "
                     "a parent directory have a project?",
                 EBUSY};
}

void Keeper::undo(const Directory& directory, const QuotaTarget& target, std::uint32_t id) {
  auto unlabelled = unlabel_tree(directory.fd.get(), id, launch_deadline());
  auto unlimited = set_limits(target, id, {});
  if (unlabelled && unlimited) {
    registry_.erase(id);
  } else if (Project* project = registry_.find(id)) {
    project->state = ProjectState::released;
    project->last_error = "its launch failed and its quota could not be taken away: " +
                          (unlabelled ? unlimited.problem() : unlabelled.problem()).message;
    log(Severity::error, directory.path + ": " + project->last_error);
  }
  save_or_log();
}

void Keeper::remember_failure(const Launch& launch, const Problem& problem) {
  Project project = describe(launch);
  project.path = launch.sandbox;
  project.state = ProjectState::error;
  project.last_error = problem.message;
  unlimited_.push_back(project);
}

Deadline Keeper::launch_deadline() const {
  return std::chrono::steady_clock::now() + options_.launch_timeout;
}

void Keeper::save_or_log() {
  auto saved = registry_.save();
  registry_changed_ = !saved;
  if (!saved) log(Severity::error, saved.problem().message + "; will be tried again");
}

}  // namespace quotadeck
