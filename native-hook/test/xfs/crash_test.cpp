// A launch that the agent's death cuts off, at each step, on real XFS.
#include <signal.h>
#include <sys/wait.h>

#include <map>

#include "keeper_fixture.hpp"
#include "quota/tree.hpp"

namespace quotadeck {
namespace {

class KeeperCrash : public KeeperTest {
 protected:
  static constexpr std::uint32_t kId = 150000;

  // The registry as it stands from before the limit is set until after the label is.
  void leave_reservation(const Launch& launch) {
    stop();
    auto registry = Registry::open(options.state_dir);
    ASSERT_TRUE(registry) << registry.problem().message;
    Project project;
    project.id = kId;
    project.path = launch.sandbox;
    project.file_system = registry->file_system("/dev/test", mount_point);
    registry->projects = {project};
    ASSERT_TRUE(registry->save());
  }

  void label(const std::string& path) {
    Fd fd = open_directory(path);
    ASSERT_TRUE(label_tree(fd.get(), kId));
  }
};

TEST_F(KeeperCrash, BeforeTheLimitWasSet) {
  leave_reservation(task("a", "1MiB"));
  start();
  EXPECT_TRUE(report().projects.empty());
}

TEST_F(KeeperCrash, BetweenLimitAndLabel) {
  leave_reservation(task("a", "1MiB"));
  ASSERT_TRUE(set_limits(target(), kId, {kMiB, 0}));
  start();
  EXPECT_TRUE(report().projects.empty());
  EXPECT_EQ(get_quota(target(), kId)->hard.bytes, 0u);
}

TEST_F(KeeperCrash, BetweenLabelAndRecord) {
  Launch launch = task("a", "1MiB");
  leave_reservation(launch);
  ASSERT_TRUE(set_limits(target(), kId, {kMiB, 0}));
  label(launch.sandbox);
  start();
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].state, ProjectState::active);
  EXPECT_EQ(status.projects[0].limits.bytes, kMiB);
  std::filesystem::remove_all(launch.sandbox);
  EXPECT_TRUE(all_freed());
}

TEST_F(KeeperCrash, AfterWhichTheDirectoryIsGone) {
  Launch launch = task("a", "1MiB");
  leave_reservation(launch);
  ASSERT_TRUE(set_limits(target(), kId, {kMiB, 0}));
  std::filesystem::remove_all(launch.sandbox);
  start();
  EXPECT_TRUE(report().projects.empty());
  EXPECT_EQ(get_quota(target(), kId)->hard.bytes, 0u);
}

TEST_F(KeeperCrash, WhileTheDiskIsNotMountedKeepsTheId) {
  Launch launch = task("a", "1MiB");
  stop();
  {
    auto registry = Registry::open(options.state_dir);
    Project project;
    project.id = kId;
    project.path = "/run/quotadeck/other/x";
    project.file_system = registry->file_system("/dev/test", "/run/quotadeck/other");
    registry->projects = {project};
    ASSERT_TRUE(registry->save());
  }
  options.project_range = {kId, kId};
  start();
  std::string problem = must_fail(launch);
  EXPECT_NE(problem.find("are in use"), std::string::npos) << problem;
}

// An agent that launches and removes containers until it is killed, at no chosen point.
class KeeperKilled : public KeeperTest {
 protected:
  // Kills the agent some time after it has said that `launches` are done: while it does the next.
  void live_for(int launches, useconds_t more, int round) {
    int progress[2];
    ASSERT_EQ(::pipe(progress), 0);
    Fd reader(progress[0]);
    Fd writer(progress[1]);
    pid_t child = ::fork();
    if (child == 0) live(round, writer.get());
    ASSERT_GT(child, 0);
    char step = 0;
    for (int i = 0; i < launches; ++i) ASSERT_EQ(::read(reader.get(), &step, 1), 1);
    ::usleep(more);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }

  // The log would drown the result.
  [[noreturn]] void live(int round, int progress) {
    if (::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(1);
    start();
    for (int i = 0;; ++i) {
      Launch launch = task(std::to_string(round) + "-" + std::to_string(i), "1MiB");
      if (!keeper->launch(launch)) ::_exit(1);
      if (i % 3 == 0) std::filesystem::remove_all(launch.sandbox);
      if (i % 5 == 0) keeper->report();
      if (::write(progress, "x", 1) != 1) ::_exit(1);
    }
  }

  std::vector<std::string> sandboxes() const {
    std::vector<std::string> found;
    std::error_code none;
    for (const auto& executor :
         std::filesystem::directory_iterator(work + "/slaves/S/frameworks/F/executors", none))
      found.push_back(executor.path() / "runs" / executor.path().filename());
    return found;
  }

  void expect_consistent(const Status& status) {
    std::map<std::uint32_t, std::string> known;
    for (const Project& project : status.projects)
      EXPECT_TRUE(known.emplace(project.id, project.path).second) << project.id << " twice";
    for (const std::string& sandbox : sandboxes()) {
      if (!std::filesystem::exists(sandbox)) continue;
      std::uint32_t id = label_of(sandbox);
      if (id == 0) continue;
      EXPECT_EQ(known[id], sandbox);
      EXPECT_EQ(get_quota(target(), id)->hard.bytes, kMiB) << sandbox;
    }
    expect_no_strays(known);
  }

  void expect_no_strays(const std::map<std::uint32_t, std::string>& known) {
    std::uint32_t id = options.project_range.first;
    for (;;) {
      auto next = next_quota(target(), id);
      ASSERT_TRUE(next) << next.problem().message;
      if (!*next || (*next)->id > options.project_range.last) return;
      if ((*next)->hard.bytes != 0) EXPECT_EQ(known.count((*next)->id), 1u) << (*next)->id;
      id = (*next)->id + 1;
    }
  }
};

TEST_F(KeeperKilled, LosesNoProjectAndUsesNoIdTwice) {
  stop();
  options.project_range = {320000, 329999};
  for (int round = 0; round < 40; ++round) {
    live_for(1 + round % 4, static_cast<useconds_t>(137 * round), round);
    start();
    expect_consistent(report());
    stop();
  }
}

}  // namespace
}  // namespace quotadeck
