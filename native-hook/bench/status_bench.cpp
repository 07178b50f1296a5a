// One report about many projects.
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>

#include "bench/bench.hpp"
#include "hook/clock.hpp"
#include "hook/keeper.hpp"
#include "quota/fd.hpp"
#include "quota/project.hpp"
#include "quota/read_file.hpp"

namespace quotadeck::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 15;
constexpr std::uint32_t kFirstId = 500'000;

// Names as long as those of a real agent.
Project describe(const std::string& work, std::uint32_t id) {
  std::string uuid = "0e9a38ef-6a5e-4c1b-9d3f-0123" + std::to_string(10'000'000 + id);
  Project project;
  project.id = id;
  project.container_name = "mesos-" + uuid;
  project.framework_id = "6b4a1c2e-9d1f-4d0a-8f5e-1a2b3c4d5e6f-0001";
  project.task_id = project.executor_id = "service.instance-" + uuid;
  project.path = work + "/slaves/6b4a1c2e-9d1f-4d0a-8f5e-1a2b3c4d5e6f-S12/frameworks/" +
                 project.framework_id + "/executors/" + project.executor_id + "/runs/" + uuid;
  project.limits = {1 << 30, 0};
  project.state = ProjectState::active;
  project.since_ms = now_ms();
  return project;
}

void make_project(const QuotaTarget& target, const Project& project) {
  fs::create_directories(project.path);
  Fd fd(::open(project.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  must(set_limits(target, project.id, project.limits));
  must(write_label(fd.get(), {project.id, true}));
}

void fill(const std::string& mount, const Options& options, std::uint32_t projects) {
  Fd fd(::open(mount.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Registry registry = must(Registry::open(options.state_dir));
  std::uint32_t file_system = registry.file_system(must(mount_of(fd.get())).device, mount);
  for (std::uint32_t i = 0; i < projects; ++i) {
    Project project = describe(mount + "/work", kFirstId + i);
    project.file_system = file_system;
    make_project({fd.get(), ""}, project);
    registry.projects.push_back(project);
  }
  must(registry.save());
}

std::uint32_t walk(const QuotaTarget& target) {
  std::uint32_t count = 0;
  for (std::uint32_t id = kFirstId;; ++count) {
    auto next = must(next_quota(target, id));
    if (!next) return count;
    id = next->id + 1;
  }
}

double bytes_without_names(const std::string& file, std::uint32_t projects) {
  std::string bytes = must(read_file(file));
  Status status = must(decode_status(bytes));
  must(status.projects.size() == projects, "the status file lacks projects");
  std::size_t names = 0;
  for (const Project& project : status.projects) {
    must(project.state == ProjectState::active && project.used_inodes == 1, "a project is wrong");
    names += project.container_name.size() + project.task_id.size() + project.executor_id.size() +
             project.framework_id.size() + project.path.size();
  }
  return static_cast<double>(bytes.size() - names) / projects;
}

}  // namespace

StatusTimes measure_status(const std::string& mount, std::uint32_t projects) {
  Options options;
  options.state_dir = mount + "/state";
  options.status_file = mount + "/state/status.pb";
  options.allowed_roots = {mount};
  options.project_range = {kFirstId, kFirstId + 99'999};
  fill(mount, options, projects);
  Keeper keeper = must(Keeper::open(options, {"0.1.0", "", "1.12.0", "", ""}));
  keeper.recover();
  Fd fd(::open(mount.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  QuotaTarget target{fd.get(), ""};
  std::vector<double> floor, hook;
  for (int i = 0; i < kRounds; ++i) {
    floor.push_back(
        microseconds([&] { must(walk(target) >= projects, "the walk missed projects"); }));
    hook.push_back(microseconds([&] { keeper.report(); }));
  }
  return {median(floor) / 1000, median(hook) / 1000,
          bytes_without_names(options.status_file, projects)};
}

}  // namespace quotadeck::bench
