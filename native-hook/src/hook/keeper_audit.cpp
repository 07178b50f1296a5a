#include <algorithm>

#include "hook/directory.hpp"
#include "hook/keeper.hpp"
#include "hook/log.hpp"
#include "hook/units.hpp"
#include "quota/project.hpp"
#include "quota/tree.hpp"

namespace quotadeck {
namespace {

// So long, and no longer than so many entries take, may launches wait for the look beneath the
// directories, once in each interval.
constexpr std::chrono::milliseconds kLookBeneath{10};
constexpr std::uint64_t kEntriesPerLook = 2000;

}  // namespace

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

void Keeper::look_beneath() {
  Deadline deadline = std::chrono::steady_clock::now() + kLookBeneath;
  std::uint64_t left = kEntriesPerLook;
  // Most trees are small: each is begun once at most.
  for (std::size_t i = 0; i <= registry_.projects.size() && left != 0; ++i) {
    if (std::chrono::steady_clock::now() >= deadline) return;
    Project* project = registry_.find(tree_.id());
    // One that has ended may have been taken out of its project by an operator.
    bool ended = project == nullptr || project->state != ProjectState::active;
    if (tree_.done() || ended) project = start_next_tree();
    if (project == nullptr) return;
    std::uint64_t put_back = tree_.put_back();
    std::uint64_t before = tree_.entries();
    tree_.go_on(left, deadline);
    left -= std::min(left, tree_.entries() - before);
    if (tree_.put_back() == put_back) continue;
    project->last_error = std::to_string(tree_.put_back()) +
                          " files or directories in it had left its project and have been put back";
    log(Severity::warning, project->path + ": " + project->last_error);
    registry_changed_ = true;
  }
}

// In a circle, by id.
Project* Keeper::start_next_tree() {
  Project* next = nullptr;
  auto follows = [&](const Project& project) { return project.id - 1 - tree_.id(); };
  for (Project& project : registry_.projects) {
    if (project.state != ProjectState::active) continue;
    if (next == nullptr || follows(project) < follows(*next)) next = &project;
  }
  if (next != nullptr) tree_.start(next->path, next->id);
  return next;
}

}  // namespace quotadeck
