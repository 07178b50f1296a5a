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
  for (const std::string& root : roots()) {
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
    if (project.file_system != index) continue;
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
  // Cut off by a crash, and the disk was not there when the agent started.
  if (project.state == ProjectState::reserved) return settle(project, target);
  auto usage = get_quota(target, project.id);
  if (!usage) return usage.problem();
  project.used_bytes = usage->used_bytes;
  project.used_inodes = usage->used_inodes;
  // A directory in the project is an inode of it: without any, it is gone or was taken out.
  if (due || usage->used_inodes == 0) return look_at(project, target, usage->hard);
  return audit_limits(project, target, usage->hard);
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
