#include <fcntl.h>

#include "hook/atomic_file.hpp"
#include "hook/clock.hpp"
#include "hook/keeper.hpp"
#include "hook/log.hpp"
#include "hook/units.hpp"
#include "quota/project.hpp"
#include "quota/tree.hpp"

namespace quotadeck {
namespace {

// Of one report's time; a container that takes everything out of its project must not keep others
// from being launched.
constexpr std::chrono::seconds kRepairTime{1};

}  // namespace

void Keeper::report() {
  roots_.refresh();
  ids_.refresh();
  add_root_file_systems();
  facts_.projects.clear();
  repairs_until_ = std::chrono::steady_clock::now() + kRepairTime;
  for (std::uint32_t i = 0; i < registry_.file_systems.size(); ++i) sample(i);
  next_look_ += kLooksPerReport;
  if (next_look_ >= registry_.projects.size()) next_look_ = 0;
  registry_.erase_freed();
  if (registry_changed_) save_or_log();
  write_status();
}

// So that the console sees where quotas will be before the first one is set.
void Keeper::add_root_file_systems() {
  for (const std::string& root : options_.allowed_roots) {
    Fd fd(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) continue;
    auto place = place_of(fd.get());
    auto mount = place ? mounts_.of(fd.get(), *place) : place.problem();
    if (mount && mount->type == "xfs") registry_.file_system(mount->device, mount->mount_point);
  }
}

void Keeper::sample(std::uint32_t index) {
  FileSystemStatus& status = registry_.file_systems[index];
  auto file_system = open_file_system(status.mount_point);
  auto observed = file_system ? observe(*file_system) : file_system.problem();
  if (observed) {
    status = *observed;
  } else {
    status.quota = {};
  }
  for (std::size_t i = 0; i < registry_.projects.size(); ++i) {
    Project& project = registry_.projects[i];
    if (project.file_system != index || project.state == ProjectState::reserved) continue;
    std::uint32_t id = project.id;
    auto followed = observed ? follow(project, *file_system, must_look(i, project))
                             : Expected<Done>(observed.problem());
    if (followed) troubled_.erase(id);
    if (project.id == 0) continue;
    facts_.projects.push_back(project);
    if (followed) continue;
    troubled_.insert(id);
    ++facts_.counters.sample_errors;
    facts_.projects.back().state = ProjectState::error;
    facts_.projects.back().last_error = followed.problem().message;
  }
}

bool Keeper::must_look(std::size_t position, const Project& project) const {
  if (position >= next_look_ && position < next_look_ + kLooksPerReport) return true;
  return troubled_.count(project.id) != 0;
}

Expected<Done> Keeper::follow(Project& project, const OpenFileSystem& file_system, bool due) {
  QuotaTarget target = file_system.target();
  auto usage = get_quota(target, project.id);
  if (!usage) return usage.problem();
  project.used_bytes = usage->used_bytes;
  project.used_inodes = usage->used_inodes;
  // A directory in the project is an inode of it: without any, it is gone or was taken out.
  if (due || usage->used_inodes == 0) return look_at(project, target, usage->hard);
  return audit_limits(project, target, usage->hard);
}

Expected<Done> Keeper::look_at(Project& project, const QuotaTarget& target, const Limits& found) {
  auto directory = open_plain(project.path);
  if (!directory && directory.problem().code == ENOENT)
    return free_when_empty(project, target, "the directory is gone");
  if (!directory) return directory.problem();
  auto label = read_label(directory->get());
  if (!label) return label.problem();
  // Taken away by an operator, with quotadeck-hookctl release.
  if (project.state == ProjectState::released && label->id != project.id)
    return free_when_empty(project, target, "the directory is no longer in the project");
  if (auto done = audit_limits(project, target, found); !done) return done;
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
  log(Severity::info,
      project.path + ": its limit was changed from outside to " + format_size(found.bytes));
  project.limits = found;
  project.limit_changed = true;
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
  auto labelled = label_tree(directory.get(), project.id, repairs_until_);
  if (labelled) return Done{};
  if (labelled.problem().code != ETIMEDOUT) return labelled.problem();
  project.last_error += "; it holds too much for all of that to be counted again";
  return Done{};
}

// While anything is charged to the id (open files, files moved out) it must not be used again.
Expected<Done> Keeper::free_when_empty(Project& project, const QuotaTarget& target,
                                       const char* reason) {
  if (project.state != ProjectState::released) ++facts_.counters.released;
  registry_changed_ |= project.state != ProjectState::released;
  project.state = ProjectState::released;
  if (project.used_bytes != 0 || project.used_inodes != 0) {
    project.last_error =
        std::string(reason) + ", but files that are open or were moved away are still charged";
    return Done{};
  }
  if (auto cleared = set_limits(target, project.id, {}); !cleared) return cleared;
  project.id = 0;
  registry_changed_ = true;
  return Done{};
}

void Keeper::write_status() {
  ++facts_.sequence;
  facts_.written_at_ms = now_ms();
  facts_.file_systems = registry_.file_systems;
  facts_.projects.insert(facts_.projects.end(), unlimited_.begin(), unlimited_.end());
  make_utf8(facts_);
  // Not synced: it is replaced within seconds, and says itself when it was cut off.
  auto written = replace_file(options_.status_file, encode_status(facts_), 0644, Durable::no);
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
