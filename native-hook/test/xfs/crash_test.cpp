// A launch that the agent's death cuts off, at each step, on real XFS.
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
  EXPECT_EQ(status.projects[0].state, ProjectState::released);
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

}  // namespace
}  // namespace quotadeck
