// Launches, granted and refused, on real XFS.
#include <signal.h>
#include <sys/resource.h>

#include "keeper_fixture.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

class KeeperLaunch : public KeeperTest {
 protected:
  // Every record is then written with the whole registry.
  void without_journal() {
    stop();
    fs::remove(options.state_dir + "/launches.journal");
    ASSERT_TRUE(fs::create_directory(options.state_dir + "/launches.journal"));
    start();
  }
};

TEST_F(KeeperLaunch, LimitsTheSandbox) {
  Launch launch = task("a", "2MiB");
  Grant grant = must_launch(launch);
  EXPECT_EQ(grant.path, launch.sandbox);
  EXPECT_EQ(grant.limit_bytes, 2 * kMiB);
  EXPECT_EQ(label_of(launch.sandbox), grant.project_id);
  std::uint64_t written = write_zeros(launch.sandbox + "/stdout", 4 * kMiB);
  EXPECT_TRUE(is_no_space(errno)) << std::strerror(errno);
  EXPECT_LE(written, 2 * kMiB);
  EXPECT_GT(written, kMiB);
}

TEST_F(KeeperLaunch, MakesAndLimitsAVolumeLikeTheSandbox) {
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = work + "/volumes/new";
  ASSERT_EQ(::chown(launch.sandbox.c_str(), 1234, 4321), 0);
  fs::permissions(launch.sandbox, fs::perms(0750));
  Grant grant = must_launch(launch);
  EXPECT_EQ(grant.path, work + "/volumes/new/mesos-a");
  EXPECT_EQ(label_of(grant.path), grant.project_id);
  EXPECT_EQ(label_of(work + "/volumes/new"), 0u);
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  struct stat found {};
  ASSERT_EQ(::stat(grant.path.c_str(), &found), 0);
  EXPECT_EQ(found.st_uid, 1234u);
  EXPECT_EQ(found.st_gid, 4321u);
  EXPECT_EQ(found.st_mode & 07777, 0750u);
}

TEST_F(KeeperLaunch, TakesAVolumeThatHoldsFilesAlready) {
  Launch launch = task("a", "2MiB");
  launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0];
  std::string path = options.allowed_roots[0] + "/mesos-a";
  fs::create_directories(path + "/old");
  write_zeros(path + "/old/file", kMiB);
  Grant grant = must_launch(launch);
  EXPECT_EQ(label_of(path + "/old"), grant.project_id);
  auto usage = get_quota(target(), grant.project_id);
  ASSERT_TRUE(usage);
  EXPECT_GE(usage->used_bytes, kMiB);
  EXPECT_EQ(usage->used_inodes, 3u);
}

TEST_F(KeeperLaunch, GivesEachContainerItsOwnProject) {
  Grant a = must_launch(task("a", "1MiB"));
  Grant b = must_launch(task("b", "1MiB"));
  EXPECT_NE(a.project_id, b.project_id);
  EXPECT_GE(a.project_id, options.project_range.first);
}

TEST_F(KeeperLaunch, TheSameDirectoryKeepsItsProject) {
  Launch launch = task("a", "1MiB");
  Grant first = must_launch(launch);
  launch.variables["XFS_QUOTA_HARD_LIMIT"] = "3MiB";
  Grant second = must_launch(launch);
  EXPECT_EQ(second.project_id, first.project_id);
  EXPECT_EQ(second.limit_bytes, 3 * kMiB);
  EXPECT_EQ(report().projects.size(), 1u);
}

TEST_F(KeeperLaunch, SetsNothingWhereNothingIsWanted) {
  Launch launch = task("a", "");
  auto granted = keeper->launch(launch);
  ASSERT_TRUE(granted);
  EXPECT_FALSE(granted->has_value());
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  EXPECT_EQ(report().counters.launches, 0u);
}

TEST_F(KeeperLaunch, SkipsIdsInUseByOthers) {
  stop();
  options.project_range = {310000, 310003};
  ASSERT_TRUE(set_limits(target(), 310000, {kMiB, 0}));
  fs::create_directories(directory + "/other");
  Fd other = open_directory(directory + "/other");
  ASSERT_TRUE(write_label(other.get(), {310001, true}));
  start();
  EXPECT_EQ(must_launch(task("a", "1MiB")).project_id, 310002u);
  EXPECT_EQ(must_launch(task("b", "1MiB")).project_id, 310003u);
  std::string problem = must_fail(task("c", "1MiB"));
  EXPECT_NE(problem.find("widen the module parameter project_range"), std::string::npos) << problem;
  EXPECT_EQ(label_of(task("c", "").sandbox), 0u);
  ASSERT_TRUE(set_limits(target(), 310000, {}));
}

TEST_F(KeeperLaunch, RefusesADirectoryThatIsInAnotherProject) {
  Launch launch = task("a", "1MiB");
  Fd sandbox = open_directory(launch.sandbox);
  ASSERT_TRUE(write_label(sandbox.get(), {5000, true}));
  std::string problem = must_fail(launch);
  EXPECT_NE(problem.find("already in project 5000"), std::string::npos) << problem;
}

TEST_F(KeeperLaunch, RefusesAVolumeInsideAnothersQuota) {
  Grant first = must_launch(task("a", "1MiB"));
  Launch launch = task("b", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + "/mesos-v/in";
  Launch outer = task("v", "1MiB");
  outer.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0];
  must_launch(outer);
  std::string problem = must_fail(launch);
  EXPECT_NE(problem.find("is itself in project"), std::string::npos) << problem;
  EXPECT_NE(first.project_id, 0u);
}

TEST_F(KeeperLaunch, SaysThatTheMountHasNoProjectQuota) {
  OtherDisk disk("noquota");
  ASSERT_TRUE(disk.mounted());
  work = disk.path + "/work";
  Launch launch = task("a", "1MiB");
  std::string problem = must_fail(launch);
  EXPECT_NE(problem.find(disk.path + " is mounted without project quota; mount it with prjquota"),
            std::string::npos)
      << problem;
  launch.variables["XFS_QUOTA_PATH"] = work + "/volumes";
  must_fail(launch);
  EXPECT_FALSE(fs::exists(work + "/volumes/mesos-a"));
}

TEST_F(KeeperLaunch, SaysThatQuotasAreNotEnforced) {
  OtherDisk disk("pqnoenforce");
  ASSERT_TRUE(disk.mounted());
  work = disk.path + "/work";
  std::string problem = must_fail(task("a", "1MiB"));
  EXPECT_NE(problem.find("does not enforce"), std::string::npos) << problem;
}

TEST_F(KeeperLaunch, SaysThatTheFileSystemIsNotXfs) {
  work = "/run/quotadeck/tmpfs-work";
  std::string problem = must_fail(task("a", "1MiB"));
  EXPECT_NE(problem.find("is tmpfs"), std::string::npos) << problem;
  fs::remove_all(work);
}

TEST_F(KeeperLaunch, LetsTheTaskRunWhereErrorsAreWarnings) {
  stop();
  options.fail_launch = false;
  start();
  Launch launch = task("a", "not a size");
  auto granted = keeper->launch(launch);
  ASSERT_TRUE(granted);
  EXPECT_FALSE(granted->has_value());
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].state, ProjectState::error);
  EXPECT_NE(status.projects[0].last_error.find("XFS_QUOTA_HARD_LIMIT"), std::string::npos);
  EXPECT_EQ(status.counters.launch_failures, 1u);
  keeper->executor_removed("F", "a");
  EXPECT_TRUE(report().projects.empty());
}

TEST_F(KeeperLaunch, LeavesNothingWhenTheRegistryCannotBeWritten) {
  without_journal();
  ASSERT_EQ(::mkdir((options.state_dir + "/registry.pb.new").c_str(), 0700), 0);
  Launch launch = task("a", "1MiB");
  std::string problem = must_fail(launch);
  EXPECT_NE(problem.find("registry.pb.new"), std::string::npos) << problem;
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  EXPECT_TRUE(report().projects.empty());
}

// Lets the reservation be written, which is shorter, and not the record of the quota set.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(KeeperLaunch, TakesTheQuotaAwayWhenItCannotBeRecorded) {
  without_journal();
  must_launch(task("a", "1MiB"));
  auto size = fs::file_size(options.state_dir + "/registry.pb");
  stop();
  fs::remove(options.state_dir + "/registry.pb");
  start();
  Launch launch = task("b", "1MiB");
  std::string problem;
  {
    FileSizeLimit limit(size - 1);
    problem = must_fail(launch);
  }
  EXPECT_NE(problem.find("File too large"), std::string::npos) << problem;
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  EXPECT_TRUE(report().projects.empty());
  must_launch(launch);
}

TEST_F(KeeperLaunch, FreesADirectoryWhoseQuotaWasTakenAwayInPart) {
  Launch launch = task("a", "1MiB");
  std::string deep = launch.sandbox;
  for (int i = 0; i < 210; ++i) deep += "/d";
  fs::create_directories(deep);
  std::string problem = must_fail(launch);
  EXPECT_NE(problem.find("deeper than 200"), std::string::npos) << problem;
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  EXPECT_TRUE(all_freed());
}

}  // namespace
}  // namespace quotadeck
