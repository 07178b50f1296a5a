#include <unistd.h>

#include "hook/clock.hpp"
#include "hook/keeper.hpp"
#include "hook/log.hpp"
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

void Keeper::recover() {
  for (const std::string& warning : range_warnings(options_.project_range))
    log(Severity::warning, warning);
  std::vector<std::uint32_t> cut_off;
  for (const Project& project : registry_.projects)
    if (project.state == ProjectState::reserved) cut_off.push_back(project.id);
  for (std::uint32_t id : cut_off) settle(id);
  registry_.forget_unused_file_systems();
  add_root_file_systems();
  for (const FileSystemStatus& known : registry_.file_systems)
    if (auto file_system = open_file_system(known.mount_point)) warn_of_strays(*file_system);
  save_or_log();
  log(Severity::info, "recovered " + std::to_string(registry_.projects.size()) + " projects from " +
                          options_.state_dir);
}

// The crash came between taking the id and recording that the quota is set. What is left to do is
// done, or what is left of it is taken away.
void Keeper::settle(std::uint32_t id) {
  Project& project = *registry_.find(id);
  auto file_system = open_file_system(registry_.file_systems[project.file_system].mount_point);
  auto settled = file_system ? settle_at(project, file_system->target())
                             : Expected<Done>(file_system.problem());
  if (!settled) log(Severity::warning, project.path + ": " + settled.problem().message);
  if (project.id == 0) registry_.erase_freed();
}

Expected<Done> Keeper::settle_at(Project& project, const QuotaTarget& target) {
  auto directory = open_plain(project.path);
  auto label = directory ? read_label(directory->get()) : Expected<ProjectLabel>(ProjectLabel{});
  if (!label) return label.problem();
  auto quota = get_quota(target, project.id);
  if (!quota) return quota.problem();
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

// Never taken over: without a record nobody can tell whose they are. They are not handed out.
void Keeper::warn_of_strays(const OpenFileSystem& file_system) {
  std::uint64_t strays = 0;
  std::uint32_t id = options_.project_range.first;
  while (id <= options_.project_range.last) {
    auto next = next_quota(file_system.target(), id);
    if (!next || !*next || (*next)->id > options_.project_range.last) break;
    const QuotaUsage& quota = **next;
    if (quota.in_use() && !registry_.find(quota.id)) ++strays;
    id = quota.id + 1;
  }
  if (strays == 0) return;
  log(Severity::warning, file_system.mount.mount_point + " has " + std::to_string(strays) +
                             " projects in project_range that " + options_.state_dir +
                             " does not know; their ids will not be used");
}

}  // namespace quotadeck
