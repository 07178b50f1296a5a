#include "ctl/facts.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "ctl/hook_process.hpp"
#include "hook/clock.hpp"
#include "hook/directory.hpp"
#include "hook/file_system.hpp"
#include "hook/registry.hpp"
#include "hook/search.hpp"
#include "quota/read_file.hpp"

namespace quotadeck::ctl {
namespace {

using Mounts = std::map<std::string, Expected<OpenFileSystem>>;

const Expected<OpenFileSystem>& mount_at(Mounts& mounts, const std::string& mount_point) {
  auto known = mounts.find(mount_point);
  if (known == mounts.end())
    known = mounts.emplace(mount_point, open_file_system(mount_point)).first;
  return known->second;
}

Expected<ProjectLabel> label_at(const std::string& path) {
  auto directory = open_plain(path);
  if (!directory) return directory.problem();
  return read_label(directory->get());
}

ProjectFacts facts_of(const Project& project, const std::string& mount_point, Mounts& mounts) {
  const auto& file_system = mount_at(mounts, mount_point);
  if (!file_system)
    return {project, mount_point, file_system.problem(),
            Expected<ProjectLabel>(file_system.problem())};
  return {project, mount_point, get_quota(file_system->target(), project.id),
          label_at(project.path)};
}

void add_mount_points(const Status& status, std::vector<std::string>& mount_points) {
  for (const FileSystemStatus& known : status.file_systems)
    if (std::find(mount_points.begin(), mount_points.end(), known.mount_point) ==
        mount_points.end())
      mount_points.push_back(known.mount_point);
}

bool recorded(const Status& registry, std::uint32_t id, const std::string& mount_point) {
  return std::any_of(registry.projects.begin(), registry.projects.end(), [&](const Project& p) {
    return p.id == id && registry.file_systems[p.file_system].mount_point == mount_point;
  });
}

void drop_recorded(std::vector<QuotaUsage>& quotas, const std::string& mount_point,
                   const Status& registry) {
  auto known = [&](const QuotaUsage& quota) { return recorded(registry, quota.id, mount_point); };
  quotas.erase(std::remove_if(quotas.begin(), quotas.end(), known), quotas.end());
}

// Directories are searched only when there is something to find: every labelled one is charged.
void add_strays(const std::vector<QuotaUsage>& found, const std::string& mount_point,
                std::vector<Stray>& strays) {
  if (found.empty()) return;
  auto labelled = labelled_directories(mount_point);
  for (const QuotaUsage& usage : found)
    strays.push_back(
        {usage, mount_point, labelled ? (*labelled)[usage.id] : std::vector<std::string>()});
}

void look_at(const std::string& mount_point, const Options& options, const Status& registry,
             Facts& facts) {
  auto file_system = open_file_system(mount_point);
  auto quota = file_system ? quota_state(file_system->target()) : file_system.problem();
  facts.file_systems.push_back({mount_point, quota});
  if (!quota || !quota->accounting) return;
  auto strays = find_strays(mount_point, options.project_range, registry);
  if (!strays || strays->empty()) return;
  // A launch since the registry was read is none: it is recorded before the kernel knows it.
  auto fresh = read_registry(options.state_dir);
  if (fresh) drop_recorded(*strays, mount_point, *fresh);
  add_strays(*strays, mount_point, facts.strays);
}

}  // namespace

Expected<Status> read_status(const std::string& file) {
  auto bytes = read_file(file);
  if (!bytes) return bytes.problem();
  auto status = decode_status(*bytes);
  if (!status) return Problem{file + ": " + status.problem().message, status.problem().code};
  return status;
}

Expected<Status> need_registry(const Options& options) {
  // Without a directory the registry would look empty.
  if (::access(options.state_dir.c_str(), F_OK) != 0)
    return system_problem(options.state_dir +
                          ": no hook has kept its state here (see --state-dir)");
  auto registry = read_registry(options.state_dir);
  if (registry) return registry;
  const Problem& problem = registry.problem();
  if (problem.code == EACCES) return Problem{problem.message + "; run it as root", EACCES};
  if (problem.code != EBADMSG) return problem;
  return Problem{options.state_dir + "/registry.pb is damaged (" + problem.message +
                     "); the hook sets it aside when the agent starts",
                 EBADMSG};
}

Expected<std::vector<QuotaUsage>> find_strays(const std::string& mount_point,
                                              const ProjectRange& range, const Status& registry) {
  auto file_system = open_file_system(mount_point);
  if (!file_system) return file_system.problem();
  std::vector<QuotaUsage> strays;
  for (std::uint32_t id = range.first; id <= range.last; ++id) {
    auto next = next_quota(file_system->target(), id);
    if (!next) return next.problem();
    if (!*next || (*next)->id > range.last) break;
    const QuotaUsage& quota = **next;
    id = quota.id;
    if (quota.in_use() && !recorded(registry, id, mount_point)) strays.push_back(quota);
  }
  return strays;
}

std::vector<ProjectFacts> gather_projects(const Status& registry) {
  Mounts mounts;
  std::vector<ProjectFacts> projects;
  for (const Project& project : registry.projects)
    projects.push_back(
        facts_of(project, registry.file_systems[project.file_system].mount_point, mounts));
  return projects;
}

Expected<Facts> gather(const Options& options) {
  auto registry = need_registry(options);
  if (!registry) return registry.problem();
  auto projects = gather_projects(*registry);
  Facts facts{hook_process(options.state_dir),
              0,
              read_status(options.status_file),
              {},
              std::move(projects),
              {}};
  facts.now_ms = now_ms();
  std::vector<std::string> mount_points;
  add_mount_points(*registry, mount_points);
  if (facts.status) add_mount_points(*facts.status, mount_points);
  for (const std::string& mount_point : mount_points)
    look_at(mount_point, options, *registry, facts);
  return facts;
}

}  // namespace quotadeck::ctl
