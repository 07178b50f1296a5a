#include <fcntl.h>

#include "hook/atomic_file.hpp"
#include "hook/clock.hpp"
#include "hook/keeper.hpp"
#include "hook/log.hpp"
#include "quota/project.hpp"
#include "quota/tree.hpp"

namespace quotadeck {

void Keeper::report() {
  add_root_file_systems();
  std::vector<FileSystemStatus> file_systems;
  std::vector<Project> view;
  for (std::uint32_t i = 0; i < registry_.file_systems.size(); ++i) sample(i, view);
  file_systems = registry_.file_systems;
  view.insert(view.end(), unlimited_.begin(), unlimited_.end());
  if (registry_changed_) save_or_log();
  write_status(std::move(file_systems), std::move(view));
}

// So that the console sees where quotas will be before the first one is set.
void Keeper::add_root_file_systems() {
  for (const std::string& root : options_.allowed_roots) {
    Fd fd(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) continue;
    auto mount = mount_of(fd.get());
    if (mount && mount->type == "xfs") registry_.file_system(mount->device, mount->mount_point);
  }
}

void Keeper::sample(std::uint32_t index, std::vector<Project>& view) {
  FileSystemStatus& status = registry_.file_systems[index];
  auto file_system = open_file_system(status.mount_point);
  auto observed = file_system ? observe(*file_system) : file_system.problem();
  if (observed) {
    status = *observed;
  } else {
    status.quota = {};
  }
  // By id, because following a project can remove it.
  std::vector<std::uint32_t> ids;
  for (const Project& project : registry_.projects)
    if (project.file_system == index && project.state != ProjectState::reserved)
      ids.push_back(project.id);
  for (std::uint32_t id : ids) {
    Project& project = *registry_.find(id);
    auto followed = observed ? follow(project, *file_system) : Expected<Done>(observed.problem());
    const Project* left = registry_.find(id);
    if (left == nullptr) continue;
    view.push_back(*left);
    if (followed) continue;
    ++facts_.counters.sample_errors;
    view.back().state = ProjectState::error;
    view.back().last_error = followed.problem().message;
  }
}

Expected<Done> Keeper::follow(Project& project, const OpenFileSystem& file_system) {
  QuotaTarget target = file_system.target();
  auto usage = get_quota(target, project.id);
  if (!usage) return usage.problem();
  project.used_bytes = usage->used_bytes;
  project.used_inodes = usage->used_inodes;
  auto directory = open_plain(project.path);
  if (!directory && directory.problem().code == ENOENT)
    return free_when_empty(project, target, "the directory is gone");
  if (!directory) return directory.problem();
  auto label = read_label(directory->get());
  if (!label) return label.problem();
  // Taken away by an operator, with quotadeck-hookctl release.
  if (project.state == ProjectState::released && label->id != project.id)
    return free_when_empty(project, target, "the directory is no longer in the project");
  if (auto done = audit_limits(project, target, usage->hard); !done) return done;
  return audit_label(project, *directory, *label);
}

// An operator may have changed a limit on purpose: shown as it is. A lost one is set again.
Expected<Done> Keeper::audit_limits(Project& project, const QuotaTarget& target,
                                    const Limits& found) {
  if (found.bytes == project.limits.bytes && found.inodes == project.limits.inodes) return Done{};
  if (found.bytes == 0 && project.state == ProjectState::active) {
    log(Severity::warning, project.path + ": its limit was gone; set again");
    project.last_error = "the limit was gone and has been set again";
    registry_changed_ = true;
    return set_limits(target, project.id, project.limits);
  }
  log(Severity::info, project.path + ": its limit was changed from outside");
  project.limits = found;
  registry_changed_ = true;
  return Done{};
}

// The owner of a file may change its project, so a container's root can leave its quota.
Expected<Done> Keeper::audit_label(Project& project, const Fd& directory,
                                   const ProjectLabel& found) {
  if (project.state != ProjectState::active) return Done{};
  if (found.id == project.id && found.inherit) return Done{};
  project.last_error = "the directory had left its project and has been put back";
  log(Severity::warning, project.path + ": " + project.last_error);
  registry_changed_ = true;
  auto labelled = label_tree(directory.get(), project.id);
  if (!labelled) return labelled.problem();
  return Done{};
}

// While anything is charged to the id (open files, files moved out) it must not be used again.
Expected<Done> Keeper::free_when_empty(Project& project, const QuotaTarget& target,
                                       const char* reason) {
  registry_changed_ |= project.state != ProjectState::released;
  project.state = ProjectState::released;
  if (project.used_bytes != 0 || project.used_inodes != 0) {
    project.last_error =
        std::string(reason) + ", but files that are open or were moved away are still charged";
    return Done{};
  }
  if (auto cleared = set_limits(target, project.id, {}); !cleared) return cleared;
  registry_.erase(project.id);
  registry_changed_ = true;
  return Done{};
}

void Keeper::write_status(std::vector<FileSystemStatus> file_systems, std::vector<Project> view) {
  ++facts_.sequence;
  facts_.written_at_ms = now_ms();
  Status status = facts_;
  status.file_systems = std::move(file_systems);
  status.projects = std::move(view);
  auto written = replace_file(options_.status_file, encode_status(status), 0644);
  std::string problem = written ? "" : written.problem().message;
  if (!written) ++facts_.counters.write_errors;
  // Once for each change, not every few seconds.
  if (problem != last_write_problem_ && !written)
    log(Severity::error, "the status file is not up to date: " + problem);
  if (problem != last_write_problem_ && written)
    log(Severity::info, "the status file is written again");
  last_write_problem_ = problem;
}

}  // namespace quotadeck
