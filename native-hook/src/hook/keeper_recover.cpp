#include <fcntl.h>
#include <unistd.h>

#include "hook/clock.hpp"
#include "hook/keeper.hpp"
#include "hook/log.hpp"
#include "hook/lost.hpp"
#include "hook/search.hpp"
#include "quota/project.hpp"
#include "quota/read_file.hpp"
#include "quota/tree.hpp"

namespace quotadeck {
namespace {

std::string host_name() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name;
}

std::string boot_id() {
  auto text = read_file("/proc/sys/kernel/random/boot_id");
  return text ? text->substr(0, text->find('\n')) : std::string();
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

}  // namespace

Keeper::Keeper(Options options, BuildFacts build, Registry registry)
    : options_(std::move(options)),
      registry_(std::move(registry)),
      ids_(options_.project_range),
      // What a task must not reach although it may lie beneath an allowed root.
      roots_(options_.allowed_roots, {options_.state_dir, folder_of(options_.status_file)}) {
  facts_.build = std::move(build);
  facts_.hostname = host_name();
  facts_.boot_id = boot_id();
  facts_.pid = static_cast<std::uint32_t>(::getpid());
  facts_.started_at_ms = now_ms();
  facts_.interval_ms = static_cast<std::uint32_t>(options_.status_interval.count());
}

Expected<Keeper> Keeper::open(Options options, BuildFacts build) {
  auto registry = Registry::open(options.state_dir);
  if (!registry) return registry.problem();
  return Keeper(std::move(options), std::move(build), std::move(*registry));
}

// Where the hook's directories may lie.
std::vector<std::string> Keeper::roots() const {
  std::vector<std::string> roots = options_.allowed_roots;
  if (!options_.work_dir.empty()) roots.push_back(options_.work_dir);
  return roots;
}

void Keeper::recover() {
  ids_.refresh();
  for (const std::string& warning : range_warnings(options_.project_range))
    log(Severity::warning, warning);
  for (Project& project : registry_.projects) {
    if (project.state != ProjectState::reserved) continue;
    auto file_system = open_file_system(registry_.file_systems[project.file_system].mount_point);
    auto settled = file_system ? settle(project, file_system->target())
                               : Expected<Done>(file_system.problem());
    if (!settled) log(Severity::warning, project.path + ": " + settled.problem().message);
  }
  registry_.erase_freed();
  registry_.forget_unused_file_systems();
  add_root_file_systems();
  // One that is taken over does not add to these.
  for (std::size_t i = 0; i < registry_.file_systems.size(); ++i)
    if (auto file_system = open_file_system(registry_.file_systems[i].mount_point))
      find_strays(*file_system);
  save_or_log();
  log(Severity::info, "recovered " + std::to_string(registry_.projects.size()) + " projects from " +
                          options_.state_dir);
}

// The crash came between taking the id and recording that the quota is set. What is left to do is
// done, or what is left of it is taken away.
Expected<Done> Keeper::settle(Project& project, const QuotaTarget& target) {
  auto directory = open_plain(project.path);
  auto label = directory ? read_label(directory->get()) : Expected<ProjectLabel>(ProjectLabel{});
  if (!label) return label.problem();
  auto quota = get_quota(target, project.id);
  if (!quota) return quota.problem();
  registry_changed_ = true;
  if (label->id == project.id && quota->hard.bytes != 0) {
    // Its container may have been started: the agent tells when it has ended.
    auto labelled = label_tree(directory->get(), project.id, launch_deadline());
    project.limits = quota->hard;
    project.state = ProjectState::active;
    if (!labelled) project.last_error = labelled.problem().message;
    return Done{};
  }
  auto unlabelled = directory ? unlabel_tree(directory->get(), project.id, launch_deadline())
                              : Expected(std::uint64_t{0});
  if (auto cleared = set_limits(target, project.id, {}); !cleared) return cleared;
  if (!unlabelled) {
    // Followed until nothing is charged to the id any more.
    project.state = ProjectState::released;
    project.limits = {};
    project.last_error = unlabelled.problem().message;
    return Done{};
  }
  if (directory && is_volume(project)) remove_empty(project.path, 0);
  project.id = 0;
  return Done{};
}

// What the kernel knows of the hook's range and the registry does not: the registry was lost, or
// somebody else uses the range. Such an id is not handed out.
void Keeper::find_strays(const OpenFileSystem& file_system) {
  Strays strays;
  std::uint32_t id = options_.project_range.first;
  while (id <= options_.project_range.last) {
    auto next = next_quota(file_system.target(), id);
    if (!next || !*next || (*next)->id > options_.project_range.last) break;
    id = (*next)->id + 1;
    if ((*next)->in_use() && !registry_.find((*next)->id)) strays.emplace((*next)->id, **next);
  }
  if (!strays.empty()) take_over(file_system, strays);
  if (strays.empty()) return;
  log(Severity::warning, file_system.mount.mount_point + " has " + std::to_string(strays.size()) +
                             " projects in project_range that " + options_.state_dir +
                             " does not know; their ids will not be used");
}

// Those whose directories the hook would have given them are its own. Removes them from `strays`.
void Keeper::take_over(const OpenFileSystem& file_system, Strays& strays) {
  std::size_t before = strays.size();
  Deadline deadline = std::chrono::steady_clock::now() + options_.launch_timeout / 2;
  for (const std::string& root : roots()) {
    Fd fd(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    auto real = fd ? path_of(fd) : Expected<std::string>(system_problem("cannot open " + root));
    auto found = real ? labelled_directories(*real, deadline) : real.problem();
    if (!found) log(Severity::warning, "the lost projects: " + found.problem().message);
    if (!found) continue;
    for (const auto& [id, paths] : *found) {
      auto stray = strays.find(id);
      if (stray == strays.end() || paths.size() != 1 || paths[0] == *real) continue;
      if (take_over_one(file_system, paths[0], stray->second)) strays.erase(stray);
    }
  }
  if (strays.size() == before) return;
  log(Severity::warning, "took over " + std::to_string(before - strays.size()) + " projects on " +
                             file_system.mount.mount_point + " whose records were lost");
}

bool Keeper::take_over_one(const OpenFileSystem& file_system, const std::string& path,
                           const QuotaUsage& quota) {
  if (quota.hard.bytes == 0 || ids_.listed(quota.id) || !looks_like_ours(path)) return false;
  auto directory = open_plain(path);
  auto mount = directory ? mount_of(directory->get()) : directory.problem();
  if (!mount || mount->mount_point != file_system.mount.mount_point) return false;
  Project project = describe_lost(path, options_.work_dir);
  project.id = quota.id;
  project.limits = quota.hard;
  project.since_ms = now_ms();
  project.last_error = "the record of it was lost, and was made anew from its directory";
  project.file_system = registry_.file_system(mount->device, mount->mount_point);
  registry_.projects.push_back(project);
  return true;
}

}  // namespace quotadeck
