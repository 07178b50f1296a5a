#include "ctl/change.hpp"

#include <optional>

#include "ctl/facts.hpp"
#include "ctl/hook_process.hpp"
#include "hook/directory.hpp"
#include "hook/file_system.hpp"
#include "hook/registry.hpp"
#include "hook/search.hpp"
#include "quota/tree.hpp"

namespace quotadeck::ctl {
namespace {

std::string name_of(std::uint32_t id) {
  return "project " + std::to_string(id);
}

const Project* find(const Status& registry, std::uint32_t id) {
  for (const Project& project : registry.projects)
    if (project.id == id) return &project;
  return nullptr;
}

// Answers how many were unlabelled: none when the directory is gone or in another project.
Expected<std::uint64_t> unlabel(const std::string& path, std::uint32_t id) {
  auto directory = open_plain(path);
  if (!directory && directory.problem().code == ENOENT) return std::uint64_t{0};
  if (!directory) return directory.problem();
  auto label = read_label(directory->get());
  if (!label) return Problem{path + ": " + label.problem().message, label.problem().code};
  if (label->id != id) return std::uint64_t{0};
  auto count = label_tree(directory->get(), 0);
  if (!count) return Problem{path + ": " + count.problem().message, count.problem().code};
  return count;
}

// The limit goes last: an id with a limit is never given out, so none is while it is labelled.
Expected<Release> take_away(const std::string& mount_point, std::uint32_t id,
                            const std::vector<std::string>& directories) {
  auto file_system = open_file_system(mount_point);
  if (!file_system) return file_system.problem();
  // Asked first: where quota is off the labels could be taken away, and the limit not.
  if (auto known = get_quota(file_system->target(), id); !known) return known.problem();
  Release release;
  release.id = id;
  for (const std::string& path : directories) {
    auto count = unlabel(path, id);
    if (!count) return count.problem();
    release.unlabelled += *count;
  }
  if (auto cleared = set_limits(file_system->target(), id, {}); !cleared) return cleared.problem();
  auto left = get_quota(file_system->target(), id);
  if (!left) return left.problem();
  release.left = *left;
  return release;
}

Expected<Release> release_recorded(const Status& registry, const Project& project) {
  return take_away(registry.file_systems[project.file_system].mount_point, project.id,
                   {project.path});
}

Expected<Release> beside_hook(const Status& registry, const Project& project, pid_t hook) {
  if (project.state != ProjectState::released)
    return Problem{name_of(project.id) + " belongs to a container that process " +
                       std::to_string(hook) +
                       " follows: it would be put back. End the container, or stop the agent and "
                       "use --force",
                   EBUSY};
  auto released = release_recorded(registry, project);
  if (released) released->recorded = true;
  return released;
}

// The lock keeps an agent from starting with what is being taken away.
Expected<Release> without_hook(const Request& request) {
  auto registry = Registry::open(request.options.state_dir);
  if (!registry && registry.problem().code == EWOULDBLOCK)
    return Problem{"an agent with the hook is just starting; try again", EWOULDBLOCK};
  if (!registry) return registry.problem();
  Project* project = registry->find(request.id);
  if (project == nullptr) return Problem{name_of(request.id) + " has just been freed", ESRCH};
  if (project->state != ProjectState::released && !request.force)
    return Problem{name_of(request.id) + " belongs to a container that may still run (" +
                       project->path + "); use --force to take its quota away all the same",
                   EBUSY};
  Status status;
  status.file_systems = registry->file_systems;
  auto released = release_recorded(status, *project);
  if (!released) return released;
  // As in the hook, an id that is still charged stays recorded until the kernel lets it go.
  released->recorded = released->left.used_inodes != 0 || released->left.used_bytes != 0;
  if (released->recorded) {
    project->state = ProjectState::released;
    project->limits = {};
  } else {
    registry->erase(request.id);
  }
  if (auto saved = registry->save(); !saved) return saved.problem();
  return released;
}

// The file system on which the kernel knows the id.
std::optional<std::string> mount_of_stray(const Status& registry, const Options& options,
                                          std::uint32_t id) {
  Status known = registry;
  if (auto status = read_status(options.status_file))
    known.file_systems.insert(known.file_systems.end(), status->file_systems.begin(),
                              status->file_systems.end());
  for (const FileSystemStatus& file_system : known.file_systems) {
    auto strays = find_strays(file_system.mount_point, {id, id}, registry);
    if (strays && !strays->empty()) return file_system.mount_point;
  }
  return std::nullopt;
}

Expected<Release> release_stray(const Status& registry, const Request& request) {
  const ProjectRange& range = request.options.project_range;
  if (request.id < range.first || request.id > range.last)
    return Problem{name_of(request.id) + " is not in the registry and not in the hook's range " +
                       std::to_string(range.first) + "-" + std::to_string(range.last) +
                       ": it belongs to somebody else, or give --project-range",
                   EPERM};
  auto mount_point = mount_of_stray(registry, request.options, request.id);
  if (!mount_point)
    return Problem{name_of(request.id) + " is known to neither the registry nor the kernel", ESRCH};
  auto labelled = labelled_directories(*mount_point);
  if (!labelled) return labelled.problem();
  return take_away(*mount_point, request.id, (*labelled)[request.id]);
}

}  // namespace

Expected<LimitChange> set_limit(const Request& request) {
  auto registry = need_registry(request.options);
  if (!registry) return registry.problem();
  const Project* project = find(*registry, request.id);
  if (project == nullptr)
    return Problem{name_of(request.id) + " is not in the registry; see quotadeck-hookctl list",
                   ESRCH};
  auto file_system = open_file_system(registry->file_systems[project->file_system].mount_point);
  if (!file_system) return file_system.problem();
  auto before = get_quota(file_system->target(), request.id);
  if (!before) return before.problem();
  if (project->state == ProjectState::reserved && before->hard.bytes == 0)
    return Problem{name_of(request.id) + " is being launched just now; try again", EAGAIN};
  Limits wanted{request.bytes, request.inodes.value_or(before->hard.inodes)};
  if (auto set = set_limits(file_system->target(), request.id, wanted); !set) return set.problem();
  auto after = get_quota(file_system->target(), request.id);
  if (!after) return after.problem();
  return LimitChange{request.id, project->path, before->hard, *after};
}

Expected<Release> release(const Request& request) {
  // The hook first: one that starts from here on is kept out by the lock, or is refused by it.
  pid_t hook = hook_process(request.options.state_dir);
  auto registry = need_registry(request.options);
  if (!registry) return registry.problem();
  const Project* project = find(*registry, request.id);
  if (project == nullptr) return release_stray(*registry, request);
  return hook == 0 ? without_hook(request) : beside_hook(*registry, *project, hook);
}

}  // namespace quotadeck::ctl
