// A registry that was lost or damaged, on real XFS: what the kernel and the directories tell.
#include <fstream>

#include "keeper_fixture.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

class LostRegistry : public KeeperTest {
 protected:
  void SetUp() override {
    options.project_range = {530000, 539999};  // where no other test leaves anything
    KeeperTest::SetUp();
    stop();
    options.work_dir = work;
    start();
  }

  void lose_and_restart() {
    report();
    stop();
    fs::remove_all(options.state_dir);
    fs::create_directories(options.state_dir);
    start();
  }
};

TEST_F(LostRegistry, SandboxesAreTakenOverAsTheyAre) {
  Launch launch = task("a", "2MiB");
  Grant grant = must_launch(launch);
  write_zeros(launch.sandbox + "/file", kMiB);
  ASSERT_TRUE(set_limits(target(), grant.project_id, {3 * kMiB, 0}));
  lose_and_restart();
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  const Project& project = status.projects[0];
  EXPECT_EQ(project.id, grant.project_id);
  EXPECT_EQ(project.container_name, "mesos-a");
  EXPECT_EQ(project.path, launch.sandbox);
  EXPECT_EQ(project.limits.bytes, 3 * kMiB);
  EXPECT_GE(project.used_bytes, kMiB);
  EXPECT_EQ(project.state, ProjectState::active);
  EXPECT_NE(project.last_error.find("was lost"), std::string::npos);
  EXPECT_NE(must_launch(task("b", "1MiB")).project_id, grant.project_id);
  // From here on it is a project like any other, over restarts as well.
  stop();
  start();
  keeper->executor_removed("F", "a");
  EXPECT_EQ(report().projects.at(0).state, ProjectState::released);
  fs::remove_all(work);
  EXPECT_TRUE(all_freed());
  EXPECT_FALSE(get_quota(target(), grant.project_id)->in_use());
}

TEST_F(LostRegistry, VolumesAreTakenOverAndFollowTheirExecutor) {
  Launch running = task("a", "1MiB");
  Launch ended = task("b", "1MiB");
  for (Launch* launch : {&running, &ended})
    launch->variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + "/deep/volumes";
  Grant first = must_launch(running);
  Grant second = must_launch(ended);
  for (const Grant& grant : {first, second}) write_zeros(grant.path + "/file", 1);
  fs::remove_all(ended.sandbox);  // collected by the agent
  lose_and_restart();
  Status status = report();
  ASSERT_EQ(status.projects.size(), 2u);
  for (const Project& project : status.projects)
    EXPECT_EQ(project.state,
              project.id == first.project_id ? ProjectState::active : ProjectState::released);
  keeper->executor_removed("F", "a");
  for (const Project& project : report().projects) EXPECT_EQ(project.state, ProjectState::released);
}

TEST_F(LostRegistry, AfterDamageTheSame) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  report();
  stop();
  std::ofstream(options.state_dir + "/registry.pb") << "garbage";
  start();
  EXPECT_EQ(report().projects.at(0).id, grant.project_id);
  EXPECT_TRUE(fs::exists(options.state_dir + "/registry.pb.damaged"));
}

TEST_F(LostRegistry, NothingOfOthersIsTakenOver) {
  auto label = [&](const std::string& path, std::uint32_t id, std::uint64_t bytes) {
    fs::create_directories(path);
    Fd fd = open_directory(path);
    ASSERT_TRUE(write_label(fd.get(), {id, true}));
    ASSERT_TRUE(set_limits(target(), id, {bytes, 0}));
  };
  std::string allowed = options.allowed_roots[0];
  label(allowed + "/archive", 530100, kMiB);  // no container's name
  label(allowed + "/mesos-x", 530101, 0);     // no limit
  label(allowed + "/mesos-y", 530102, kMiB);  // one id on two directories
  label(allowed + "/mesos-z", 530102, kMiB);
  label(allowed + "/mesos-other", 540100, kMiB);          // another range
  label(directory + "/elsewhere/mesos-w", 530103, kMiB);  // beneath no root
  lose_and_restart();
  EXPECT_TRUE(report().projects.empty());
  for (std::uint32_t id : {530100u, 530102u, 530103u, 540100u}) {
    EXPECT_EQ(get_quota(target(), id)->hard.bytes, kMiB) << id;
    ASSERT_TRUE(set_limits(target(), id, {}));
  }
  EXPECT_EQ(label_of(allowed + "/mesos-x"), 530101u);
}

}  // namespace
}  // namespace quotadeck
