#include "ctl/compare.hpp"

#include <algorithm>

#include "hook/units.hpp"

namespace quotadeck::ctl {
namespace {

using Differences = std::vector<Difference>;

bool same(const Limits& a, const Limits& b) {
  return a.bytes == b.bytes && a.inodes == b.inodes;
}

std::string words(const Limits& limits) {
  std::string text = limits.bytes == 0 ? "no limit" : format_size(limits.bytes);
  return limits.inodes == 0 ? text : text + " and " + std::to_string(limits.inodes) + " inodes";
}

void compare_hook(const Facts& facts, const Options& options, Differences& out) {
  if (facts.hook == 0)
    out.push_back({"hook-not-running", 0, options.state_dir,
                   "no process holds the state directory: the agent is down, or runs without the "
                   "hook. Limits go on working; nothing is put back or freed meanwhile"});
  if (!facts.status) {
    out.push_back({"status-unreadable", 0, options.status_file, facts.status.problem().message});
    return;
  }
  const Status& status = *facts.status;
  if (facts.hook != 0 && static_cast<pid_t>(status.pid) != facts.hook)
    out.push_back({"status-of-other-process", 0, options.status_file,
                   "written by process " + std::to_string(status.pid) + ", but the hook runs in " +
                       std::to_string(facts.hook)});
  // Three, so that one slow report is no finding.
  if (facts.hook != 0 && facts.now_ms > status.written_at_ms + 3ull * status.interval_ms)
    out.push_back(
        {"status-stale", 0, options.status_file,
         "last written " + std::to_string((facts.now_ms - status.written_at_ms) / 1000) +
             " s ago: the hook's thread hangs, or the disk is full; see the agent's log"});
}

void compare_file_system(const FileSystemFacts& facts, Differences& out) {
  if (!facts.quota) {
    out.push_back({"file-system-missing", 0, facts.mount_point, facts.quota.problem().message});
  } else if (!facts.quota->accounting) {
    out.push_back({"quota-off", 0, facts.mount_point,
                   "mounted without project quota: no limit works; mount it with prjquota"});
  } else if (!facts.quota->enforcement) {
    out.push_back({"quota-not-enforced", 0, facts.mount_point,
                   "usage is counted but no limit works; mount it with prjquota"});
  }
}

// Else each of its projects would repeat what has been said of the file system.
bool can_be_asked(const Facts& facts, const std::string& mount_point) {
  return std::none_of(
      facts.file_systems.begin(), facts.file_systems.end(), [&](const FileSystemFacts& known) {
        return known.mount_point == mount_point && (!known.quota || !known.quota->accounting);
      });
}

void compare_limits(const ProjectFacts& facts, Differences& out) {
  const Project& project = facts.recorded;
  if (!facts.kernel) {
    out.push_back({"kernel-unreadable", project.id, project.path, facts.kernel.problem().message});
    return;
  }
  const Limits& found = facts.kernel->hard;
  if (project.state == ProjectState::reserved || same(found, project.limits)) return;
  if (found.bytes == 0 && project.state == ProjectState::active) {
    out.push_back({"limit-lost", project.id, project.path,
                   "the kernel has no limit, the registry " + words(project.limits) +
                       "; the hook sets it again at its next report"});
    return;
  }
  out.push_back({"limit-changed", project.id, project.path,
                 "the kernel has " + words(found) + ", the registry " + words(project.limits) +
                     ": changed by hand; the hook keeps the kernel's at its next report"});
}

void directory_gone(const ProjectFacts& facts, Differences& out) {
  const Project& project = facts.recorded;
  bool charged = facts.kernel && facts.kernel->used_inodes != 0;
  out.push_back({charged ? "still-charged" : "directory-gone", project.id, project.path,
                 charged
                     ? "the directory is gone, but " + std::to_string(facts.kernel->used_inodes) +
                           " inodes are still charged: files that are open or were moved away"
                     : "the directory is gone; the hook frees the id at its next report"});
}

void compare_label(const ProjectFacts& facts, Differences& out) {
  const Project& project = facts.recorded;
  if (!facts.label && facts.label.problem().code == ENOENT) {
    directory_gone(facts, out);
  } else if (!facts.label) {
    out.push_back(
        {"directory-unreadable", project.id, project.path, facts.label.problem().message});
  } else if (facts.label->id != project.id) {
    out.push_back(
        {"label-differs", project.id, project.path,
         (facts.label->id == 0 ? std::string("the directory is in no project")
                               : "the directory is in project " + std::to_string(facts.label->id)) +
             (project.state == ProjectState::active
                  ? ": its owner took it out; the hook puts it back at its next report"
                  : ": it was taken out after the container's end")});
  } else if (!facts.label->inherit) {
    out.push_back({"label-not-inherited", project.id, project.path,
                   "what is made in the directory does not join the project"});
  }
}

// The hook records a launch that is done with its next report only.
bool is_set(const ProjectFacts& facts) {
  return facts.kernel && facts.kernel->hard.bytes != 0 && facts.label &&
         facts.label->id == facts.recorded.id;
}

void compare_project(const ProjectFacts& facts, Differences& out) {
  if (facts.recorded.state == ProjectState::reserved) {
    if (is_set(facts)) return;
    out.push_back({"launch-unfinished", facts.recorded.id, facts.recorded.path,
                   "a launch is going on, or was cut off: then the agent's next start settles it"});
    return;
  }
  compare_limits(facts, out);
  if (facts.kernel) compare_label(facts, out);
}

const Project* find(const std::vector<Project>& projects, std::uint32_t id) {
  auto found = std::find_if(projects.begin(), projects.end(),
                            [id](const Project& project) { return project.id == id; });
  return found == projects.end() ? nullptr : &*found;
}

void compare_with_status(const Facts& facts, Differences& out) {
  if (!facts.status) return;
  for (const ProjectFacts& project : facts.projects) {
    const Project* shown = find(facts.status->projects, project.recorded.id);
    if (shown == nullptr && project.recorded.state != ProjectState::reserved)
      out.push_back({"not-in-status", project.recorded.id, project.recorded.path,
                     "in the registry but not in the status file: the next report shows it"});
    if (shown != nullptr && shown->path != project.recorded.path)
      out.push_back({"status-path-differs", project.recorded.id, project.recorded.path,
                     "the status file says " + shown->path});
  }
  for (const Project& shown : facts.status->projects) {
    bool known =
        std::any_of(facts.projects.begin(), facts.projects.end(),
                    [&](const ProjectFacts& project) { return project.recorded.id == shown.id; });
    if (shown.id != 0 && !known)
      out.push_back({"not-in-registry", shown.id, shown.path,
                     "in the status file but not in the registry: freed since the last report"});
  }
}

// Containers that on_error=warn let go without a quota stand in the status file alone.
void compare_unlimited(const Facts& facts, Differences& out) {
  if (!facts.status) return;
  for (const Project& shown : facts.status->projects)
    if (shown.id == 0)
      out.push_back(
          {"without-quota", 0, shown.path,
           shown.container_name + " runs without the quota it wants: " + shown.last_error});
}

void compare_stray(const Stray& stray, Differences& out) {
  std::string has = "the kernel has " + words(stray.usage.hard) + " and " +
                    std::to_string(stray.usage.used_inodes) + " inodes charged, the registry " +
                    "nothing";
  std::string advice = "; the id is not given out. Take it away with: quotadeck-hookctl release " +
                       std::to_string(stray.usage.id);
  if (stray.directories.empty())
    out.push_back(
        {"stray", stray.usage.id, stray.mount_point,
         has + (stray.usage.used_inodes == 0 ? "" : ", in no directory's name") + advice});
  for (const std::string& path : stray.directories)
    out.push_back({"stray", stray.usage.id, path, has + advice});
}

}  // namespace

Differences compare(const Facts& facts, const Options& options) {
  Differences out;
  compare_hook(facts, options, out);
  for (const FileSystemFacts& file_system : facts.file_systems)
    compare_file_system(file_system, out);
  for (const ProjectFacts& project : facts.projects)
    if (can_be_asked(facts, project.mount_point)) compare_project(project, out);
  compare_with_status(facts, out);
  compare_unlimited(facts, out);
  for (const Stray& stray : facts.strays) compare_stray(stray, out);
  return out;
}

}  // namespace quotadeck::ctl
