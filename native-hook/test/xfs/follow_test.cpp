// What becomes of projects after the launch, on real XFS.
#include <map>

#include "keeper_fixture.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

class KeeperFollow : public KeeperTest {};

TEST_F(KeeperFollow, StatusShowsWhatTheKernelCounts) {
  Launch launch = task("a", "4MiB");
  launch.variables["XFS_QUOTA_INODE_LIMIT"] = "100";
  Grant grant = must_launch(launch);
  write_zeros(launch.sandbox + "/file", kMiB);
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  const Project& project = status.projects[0];
  auto usage = get_quota(target(), grant.project_id);
  ASSERT_TRUE(usage);
  EXPECT_EQ(project.used_bytes, usage->used_bytes);
  EXPECT_EQ(project.used_inodes, 2u);
  EXPECT_EQ(project.limits.bytes, 4 * kMiB);
  EXPECT_EQ(project.limits.inodes, 100u);
  EXPECT_EQ(project.state, ProjectState::active);
  EXPECT_EQ(project.container_name, "mesos-a");
  const FileSystemStatus& file_system = status.file_systems.at(project.file_system);
  EXPECT_EQ(file_system.mount_point, mount_point);
  EXPECT_TRUE(file_system.quota.enforcement);
  EXPECT_GT(file_system.size_bytes, 200 * kMiB);
  EXPECT_EQ(status.pid, static_cast<std::uint32_t>(::getpid()));
  EXPECT_EQ(report().sequence, status.sequence + 1);
}

TEST_F(KeeperFollow, ShowsTheFileSystemsOfTheRootsBeforeAnyLaunch) {
  Status status = report();
  ASSERT_EQ(status.file_systems.size(), 1u);
  EXPECT_EQ(status.file_systems[0].mount_point, mount_point);
}

TEST_F(KeeperFollow, ReleasesWithTheExecutorAndFreesWithTheDirectory) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  keeper->executor_removed("F", "b");
  EXPECT_EQ(report().projects.at(0).state, ProjectState::active);
  keeper->executor_removed("F", "a");
  Status status = report();
  EXPECT_EQ(status.projects.at(0).state, ProjectState::released);
  EXPECT_EQ(status.counters.released, 1u);
  fs::remove_all(launch.sandbox);
  EXPECT_TRUE(all_freed());
  auto usage = get_quota(target(), grant.project_id);
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->hard.bytes, 0u);
}

TEST_F(KeeperFollow, KeepsTheIdWhileADeletedFileIsOpen) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  std::string file = launch.sandbox + "/log";
  write_zeros(file, 64 * 1024);
  Fd open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  fs::remove_all(launch.sandbox);
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].id, grant.project_id);
  EXPECT_NE(status.projects[0].last_error.find("still charged"), std::string::npos);
  open.reset();
  EXPECT_TRUE(all_freed());
}

TEST_F(KeeperFollow, PutsBackADirectoryThatLeftItsProject) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  Fd sandbox = open_directory(launch.sandbox);
  ASSERT_TRUE(write_label(sandbox.get(), {0, false}));
  Status status = report();
  EXPECT_EQ(label_of(launch.sandbox), grant.project_id);
  EXPECT_NE(status.projects.at(0).last_error.find("put back"), std::string::npos);
}

TEST_F(KeeperFollow, SetsALostLimitAgainAndShowsAChangedOne) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  EXPECT_FALSE(report().projects.at(0).limit_changed);
  ASSERT_TRUE(set_limits(target(), grant.project_id, {3 * kMiB, 0}));
  Project changed = report().projects.at(0);
  EXPECT_EQ(changed.limits.bytes, 3 * kMiB);
  EXPECT_TRUE(changed.limit_changed);
  ASSERT_TRUE(set_limits(target(), grant.project_id, {}));
  EXPECT_EQ(report().projects.at(0).limits.bytes, 3 * kMiB);
  EXPECT_EQ(get_quota(target(), grant.project_id)->hard.bytes, 3 * kMiB);
}

TEST_F(KeeperFollow, ASymlinkInTheDirectorysPlaceIsAnErrorNotFollowed) {
  Launch launch = task("a", "1MiB");
  must_launch(launch);
  fs::rename(launch.sandbox, directory + "/moved");
  fs::create_directory_symlink("/run", launch.sandbox);
  Status status = report();
  EXPECT_EQ(status.projects.at(0).state, ProjectState::error);
  EXPECT_EQ(status.counters.sample_errors, 1u);
}

TEST_F(KeeperFollow, ProjectsOutliveTheAgent) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  stop();
  start();
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].id, grant.project_id);
  EXPECT_EQ(status.projects[0].state, ProjectState::active);
  EXPECT_NE(must_launch(task("b", "1MiB")).project_id, grant.project_id);
  keeper->executor_removed("F", "a");
  EXPECT_EQ(report().projects.at(0).state, ProjectState::released);
}

// As after an upgrade of the agent: what runs keeps its id, its limit and its files' charge.
TEST_F(KeeperFollow, ARestartWithLiveContainersChangesNothing) {
  std::map<std::string, Grant> grants;
  for (const char* name : {"a", "b", "c"}) {
    Launch launch = task(name, "2MiB");
    grants[launch.sandbox] = must_launch(launch);
    write_zeros(launch.sandbox + "/file", 64 * 1024);
  }
  ASSERT_TRUE(set_limits(target(), grants.begin()->second.project_id, {3 * kMiB, 0}));
  Status before = report();
  for (int restarts = 0; restarts < 3; ++restarts) {
    stop();
    start();
    Status after = report();
    ASSERT_EQ(after.projects.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(after.projects[i].id, grants[after.projects[i].path].project_id);
      EXPECT_EQ(after.projects[i].limits.bytes, before.projects[i].limits.bytes);
      EXPECT_EQ(after.projects[i].limit_changed, before.projects[i].limit_changed);
      EXPECT_EQ(after.projects[i].used_bytes, before.projects[i].used_bytes);
      EXPECT_EQ(after.projects[i].since_ms, before.projects[i].since_ms);
      EXPECT_EQ(after.projects[i].state, ProjectState::active);
    }
  }
}

// The agent removes the executor of a launch that another hook has failed.
TEST_F(KeeperFollow, NothingIsLeftOfALaunchThatAnotherHookFailed) {
  Launch volume = task("v", "1MiB");
  volume.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + "/volumes";
  Launch sandbox = task("s", "1MiB");
  Grant made = must_launch(volume);
  Grant given = must_launch(sandbox);
  keeper->executor_removed("F", "v");
  keeper->executor_removed("F", "s");
  EXPECT_FALSE(fs::exists(made.path)) << "the empty volume";
  fs::remove_all(sandbox.sandbox);  // as the agent does some time later
  EXPECT_TRUE(all_freed());
  for (std::uint32_t id : {made.project_id, given.project_id})
    EXPECT_FALSE(get_quota(target(), id)->in_use());
}

TEST_F(KeeperFollow, AVolumeWithFilesOutlivesItsContainer) {
  Launch launch = task("v", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + "/volumes";
  Grant grant = must_launch(launch);
  write_zeros(grant.path + "/result", 1);
  keeper->executor_removed("F", "v");
  EXPECT_TRUE(fs::exists(grant.path + "/result"));
  EXPECT_EQ(report().projects.at(0).state, ProjectState::released);
}

// More directories than one report looks at: all are come to within a few.
TEST_F(KeeperFollow, ADirectoryThatLeftIsFoundAmongMany) {
  constexpr std::size_t kMany = 2 * Keeper::kLooksPerReport + 10;
  std::vector<std::string> sandboxes;
  for (std::size_t i = 0; i < kMany; ++i) {
    Launch launch = task(std::to_string(i), "1MiB");
    must_launch(launch);
    write_zeros(launch.sandbox + "/file", 1);  // so that its id is charged with the label gone
    sandboxes.push_back(launch.sandbox);
  }
  report();
  for (std::size_t i : {std::size_t{3}, kMany / 2, kMany - 1}) {
    Fd sandbox = open_directory(sandboxes[i]);
    ASSERT_TRUE(write_label(sandbox.get(), {0, false}));
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(report().projects.size(), kMany);
  for (std::size_t i : {std::size_t{3}, kMany / 2, kMany - 1})
    EXPECT_NE(label_of(sandboxes[i]), 0u) << i;
}

TEST_F(KeeperFollow, DirectoriesThatWentWhileTheAgentWasDownAreFreed) {
  Launch launch = task("a", "1MiB");
  must_launch(launch);
  stop();
  fs::remove_all(launch.sandbox);
  start();
  EXPECT_TRUE(all_freed());
}

TEST_F(KeeperFollow, AnUnmountedFileSystemIsAnErrorAndFreesNothing) {
  OtherDisk disk("prjquota");
  ASSERT_TRUE(disk.mounted());
  std::string before = work;
  work = disk.path + "/work";
  Grant grant = must_launch(task("a", "1MiB"));
  disk.unmount();
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].id, grant.project_id);
  EXPECT_EQ(status.projects[0].state, ProjectState::error);
  EXPECT_NE(status.projects[0].last_error.find("nothing is mounted"), std::string::npos);
  OtherDisk again("prjquota");
  ASSERT_TRUE(again.mounted());
  EXPECT_EQ(report().projects.at(0).state, ProjectState::active);
  fs::remove_all(work);
  work = before;
  EXPECT_TRUE(all_freed());
}

TEST_F(KeeperFollow, ALostRegistryDoesNotLeadToIdsUsedTwice) {
  Launch launch = task("a", "1MiB");
  Grant lost = must_launch(launch);
  stop();
  fs::remove(options.state_dir + "/registry.pb");
  start();
  EXPECT_NE(must_launch(task("b", "1MiB")).project_id, lost.project_id);
  EXPECT_EQ(must_launch(launch).project_id, lost.project_id);
}

}  // namespace
}  // namespace quotadeck
