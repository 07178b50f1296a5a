#include <unistd.h>

#include <algorithm>

#include "hook/clock.hpp"
#include "hook/keeper.hpp"
#include "hook/log.hpp"
#include "hook/units.hpp"
#include "quota/project.hpp"
#include "quota/tree.hpp"

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

// The limit is set before the label, so that the directory is never in a project without one.
Expected<Limits> enforce(const Directory& directory, const QuotaTarget& target, std::uint32_t id,
                         const Limits& wanted) {
  if (auto set = set_limits(target, id, wanted); !set) return set.problem();
  if (auto labelled = label_tree(directory.fd.get(), id); !labelled) return labelled.problem();
  auto quota = get_quota(target, id);
  if (!quota) return quota.problem();
  if (quota->hard.bytes < wanted.bytes || quota->hard.inodes != wanted.inodes)
    return Problem{"the kernel took a limit of " + format_size(quota->hard.bytes) + " instead of " +
                       format_size(wanted.bytes),
                   EPROTO};
  return quota->hard;
}

}  // namespace

Expected<std::optional<Grant>> Keeper::launch(const Launch& launch) {
  auto wish = read_wish(launch, options_);
  if (wish && !*wish) return std::optional<Grant>{};
  ++facts_.counters.launches;
  auto granted = wish ? grant(launch, **wish) : Expected<Grant>(wish.problem());
  if (granted) {
    log(Severity::info, launch.container_name + ": project " + std::to_string(granted->project_id) +
                            " limits " + granted->path + " to " +
                            format_size(granted->limit_bytes));
    return std::optional(*granted);
  }
  ++facts_.counters.launch_failures;
  Problem problem{"Quotadeck cannot set the quota of " + launch.container_name + ": " +
                      granted.problem().message,
                  granted.problem().code};
  log(options_.fail_launch ? Severity::error : Severity::warning, problem.message);
  if (options_.fail_launch) return problem;
  remember_failure(launch, granted.problem());
  return std::optional<Grant>{};
}

void Keeper::executor_removed(const std::string& framework_id, const std::string& executor_id) {
  auto matches = [&](const Project& project) {
    return project.framework_id == framework_id && project.executor_id == executor_id;
  };
  for (Project& project : registry_.projects) {
    if (!matches(project) || project.state != ProjectState::active) continue;
    project.state = ProjectState::released;
    ++facts_.counters.released;
    registry_changed_ = true;
  }
  unlimited_.erase(std::remove_if(unlimited_.begin(), unlimited_.end(), matches), unlimited_.end());
  if (registry_changed_) save_or_log();
}

Expected<Grant> Keeper::grant(const Launch& launch, const Wish& wish) {
  auto directory = wish.path.empty() ? open_sandbox(launch)
                                     : open_volume(launch, wish.path, options_.allowed_roots);
  if (!directory) return directory.problem();
  auto project = limit(launch, wish.limits, *directory);
  if (project) return Grant{project->id, project->limits.bytes, project->path};
  if (directory->made) ::rmdir(directory->path.c_str());
  return project.problem();
}

Expected<Project> Keeper::limit(const Launch& launch, const Limits& limits,
                                const Directory& directory) {
  auto mount = require_quota(directory.fd.get(), directory.path);
  if (!mount) return mount.problem();
  QuotaTarget target{directory.fd.get(), mount->device};
  auto id = choose_id(directory, target);
  if (!id) return id.problem();
  Project project = describe(launch);
  project.id = *id;
  project.path = directory.path;
  project.file_system = registry_.file_system(mount->device, mount->mount_point);
  if (auto reserved = reserve(project); !reserved) return reserved.problem();
  auto taken = enforce(directory, target, *id, limits);
  if (!taken) {
    undo(directory, target, *id);
    return Problem{directory.path + ": " + taken.problem().message, taken.problem().code};
  }
  project.limits = *taken;
  project.state = ProjectState::active;
  *registry_.find(*id) = project;
  if (auto saved = registry_.save(); !saved) {
    undo(directory, target, *id);
    return saved.problem();
  }
  return project;
}

Expected<std::uint32_t> Keeper::choose_id(const Directory& directory, const QuotaTarget& target) {
  auto label = read_label(directory.fd.get());
  if (!label) return Problem{directory.path + ": " + label.problem().message, label.problem().code};
  const Project* known = registry_.find_path(directory.path);
  if (label->id == 0) return known ? Expected(known->id) : ids_.pick(target, registry_);
  if (known && known->id == label->id) return label->id;
  // Ours from before the registry was lost.
  if (!registry_.find(label->id) && ids_.ours(label->id)) return label->id;
  return Problem{directory.path + " is already in project " + std::to_string(label->id) +
                     ", which this hook did not give it; is Mesos's disk/xfs isolator on, or does "
                     "a parent directory have a project?",
                 EBUSY};
}

Expected<Done> Keeper::reserve(const Project& project) {
  if (Project* known = registry_.find(project.id)) {
    *known = project;
  } else {
    registry_.projects.push_back(project);
  }
  auto saved = registry_.save();
  if (!saved) registry_.erase(project.id);
  return saved;
}

void Keeper::undo(const Directory& directory, const QuotaTarget& target, std::uint32_t id) {
  auto unlabelled = label_tree(directory.fd.get(), 0);
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

void Keeper::save_or_log() {
  auto saved = registry_.save();
  registry_changed_ = !saved;
  if (!saved) log(Severity::error, saved.problem().message + "; will be tried again");
}

}  // namespace quotadeck
