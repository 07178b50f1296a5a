// A launch by the built library, as an agent would call it.
#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <memory>

#include <mesos/hook.hpp>
#include <mesos/module/hook.hpp>
#include <mesos/module/module.hpp>

#include "bench/bench.hpp"
#include "hook/atomic_file.hpp"
#include "quota/fd.hpp"
#include "quota/project.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 101;
constexpr std::uint32_t kFloorIds = 300'000;
constexpr std::uint32_t kXfsQuotaIds = 400'000;
constexpr std::uint64_t kLimit = 1 << 20;

using Module = mesos::modules::Module<mesos::Hook>;
using Variables = std::map<std::string, std::string>;

Fd open_directory(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  must(static_cast<bool>(fd), path.c_str());
  return fd;
}

// The hook of the library, with its files on the XFS as well.
class LoadedHook {
 public:
  explicit LoadedHook(const std::string& base) : base_(base) {
    library_ = ::dlopen(QUOTADECK_HOOK, RTLD_NOW | RTLD_LOCAL);
    must(library_ != nullptr, QUOTADECK_HOOK);
    mesos::Parameters parameters;
    add(parameters, "state_dir", base + "/state");
    add(parameters, "status_file", base + "/status.pb");
    add(parameters, "status_interval", "1hrs");
    add(parameters, "allowed_roots", base + "/volumes");
    auto* module = static_cast<Module*>(::dlsym(library_, "org_quotadeck_XfsQuotaHook"));
    auto before = status_inode();
    hook_.reset(module->create(parameters));
    must(hook_ != nullptr, "the hook was not created");
    wait_for_report(before);
  }

  // Pairs of microseconds: until the call returned, until its future was ready.
  std::pair<double, double> launch(int round) {
    mesos::ExecutorInfo executor;
    executor.mutable_executor_id()->set_value("task-" + std::to_string(round));
    executor.mutable_framework_id()->set_value("framework");
    std::string sandbox =
        base_ + "/work/slaves/S/frameworks/F/executors/E/runs/" + std::to_string(round);
    fs::create_directories(sandbox);
    Variables env = {{"XFS_QUOTA_PATH", base_ + "/volumes"}, {"XFS_QUOTA_HARD_LIMIT", "1MiB"}};
    ino_t before = status_inode();
    double returned = 0;
    double ready = microseconds([&] {
      process::Future<Option<mesos::DockerTaskExecutorPrepareInfo>> answer;
      returned = microseconds([&] {
        answer = hook_->slavePreLaunchDockerTaskExecutorDecorator(
            None(), executor, "mesos-" + std::to_string(round), sandbox, "/mnt/mesos/sandbox",
            Option<Variables>(env));
      });
      answer.await();
      must(answer.isReady(), "the launch failed");
    });
    wait_for_report(before);
    return {returned, ready};
  }

 private:
  static void add(mesos::Parameters& parameters, const char* key, const std::string& value) {
    auto* parameter = parameters.add_parameter();
    parameter->set_key(key);
    parameter->set_value(value);
  }

  ino_t status_inode() const {
    struct stat found {};
    return ::stat((base_ + "/status.pb").c_str(), &found) == 0 ? found.st_ino : 0;
  }

  // Each launch leads to a report, which must not run into the next measurement.
  void wait_for_report(ino_t before) const {
    while (status_inode() == before) ::usleep(500);
    ::usleep(2000);
  }

  std::string base_;
  void* library_ = nullptr;
  std::unique_ptr<mesos::Hook> hook_;
};

void bare_launch(const QuotaTarget& target, const std::string& path, std::uint32_t id) {
  must(::mkdir(path.c_str(), 0700) == 0, "mkdir");
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  must(set_limits(target, id, {kLimit, 0}));
  must(write_label(fd.get(), {id, true}));
  must(get_quota(target, id));
}

void run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int failed = ::posix_spawnp(&child, arguments[0], &quiet, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  must(failed == 0, "cannot run xfs_quota");
  int status = 0;
  ::waitpid(child, &status, 0);
  must(WIFEXITED(status) && WEXITSTATUS(status) == 0, "xfs_quota failed");
}

void script_launch(const std::string& mount, const std::string& path, std::uint32_t id) {
  std::string number = std::to_string(id);
  must(::mkdir(path.c_str(), 0700) == 0, "mkdir");
  run({"xfs_quota", "-x", "-c", "project -s -p " + path + " " + number, mount});
  run({"xfs_quota", "-x", "-c", "limit -p bhard=1m " + number, mount});
}

// The script must have done the same, or its time means nothing.
void check_limit(const QuotaTarget& target, std::uint32_t id) {
  QuotaUsage quota = must(get_quota(target, id));
  must(quota.hard.bytes == kLimit && quota.used_inodes == 1, "xfs_quota set no limit");
}

}  // namespace

LaunchTimes measure_launches(const std::string& mount) {
  std::string base = mount + "/launches";
  for (const char* part : {"/volumes", "/floor", "/script"}) fs::create_directories(base + part);
  Fd fd = open_directory(mount);
  QuotaTarget target{fd.get(), ""};
  LoadedHook hook(base);
  std::vector<double> floor, hooked, script, returned, nothing, write;
  for (int i = 0; i < kRounds; ++i) {
    std::string name = std::to_string(i);
    auto id = static_cast<std::uint32_t>(i);
    floor.push_back(
        microseconds([&] { bare_launch(target, base + "/floor/" + name, kFloorIds + id); }));
    auto [call, ready] = hook.launch(i);
    returned.push_back(call);
    hooked.push_back(ready);
    nothing.push_back(microseconds([] {}));
    script.push_back(
        microseconds([&] { script_launch(mount, base + "/script/" + name, kXfsQuotaIds + id); }));
    check_limit(target, kXfsQuotaIds + id);
    std::string registry(fs::file_size(base + "/state/registry.pb"), 'x');
    write.push_back(
        microseconds([&] { must(replace_file(base + "/state/copy", registry, 0600)); }));
  }
  return {median(floor),    median(hooked),  median(script),
          median(returned), median(nothing), median(write)};
}

}  // namespace quotadeck::bench
