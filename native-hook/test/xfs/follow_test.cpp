// What becomes of projects after the launch, on real XFS.
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
  ASSERT_TRUE(set_limits(target(), grant.project_id, {3 * kMiB, 0}));
  EXPECT_EQ(report().projects.at(0).limits.bytes, 3 * kMiB);
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
