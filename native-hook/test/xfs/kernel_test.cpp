// What kernels and their file systems do to the hook: old ones, full disks, links, clocks.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstddef>

#include "keeper_fixture.hpp"
#include "quota/mount.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

class Kernel : public KeeperTest {};

// From here on this process's kernel has neither quotactl_fd nor openat2.
bool forget_new_calls() {
  constexpr std::uint32_t kDeny = SECCOMP_RET_ERRNO | ENOSYS;
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 443, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, kDeny),
  };
  sock_fprog program{sizeof filter / sizeof *filter, filter};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST_F(Kernel, BeforeFiveSixTheBlockDeviceIsTalkedTo) {
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + "/new";
  pid_t child = ::fork();
  if (child == 0) {
    if (!forget_new_calls()) ::_exit(2);
    if (quota_state({mount_fd.get(), ""}) && quota_state({mount_fd.get(), ""})->accounting)
      ::_exit(3);  // the call is there all the same
    auto granted = keeper->launch(launch);
    if (!granted || !*granted) ::_exit(4);
    keeper->report();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  ASSERT_NE(WEXITSTATUS(status), 2) << "this kernel has no seccomp filters";
  ASSERT_EQ(WEXITSTATUS(status), 0);
  auto seen = decode_status(*read_file(options.status_file));
  ASSERT_EQ(seen->projects.size(), 1u);
  EXPECT_EQ(seen->projects[0].limits.bytes, kMiB);
  EXPECT_EQ(seen->projects[0].used_inodes, 1u);
  EXPECT_EQ(get_quota(target(), seen->projects[0].id)->hard.bytes, kMiB);
}

TEST_F(Kernel, AMountWithQuotasOfUsersOnlyIsRefused) {
  OtherDisk disk("uquota");
  ASSERT_TRUE(disk.mounted());
  work = disk.path + "/work";
  std::string problem = must_fail(task("a", "1MiB"));
  EXPECT_NE(problem.find(disk.path + " is mounted without project quota; mount it with prjquota"),
            std::string::npos)
      << problem;
}

TEST_F(Kernel, AnIdWithASoftLimitIsSomebodyElses) {
  QuotaUsage usage;
  EXPECT_FALSE(usage.in_use());
  usage.soft.bytes = 512;
  EXPECT_TRUE(usage.in_use());
}

// EXDEV: neither a link nor a rename leads into a project, whatever its limit.
TEST_F(Kernel, NothingIsLinkedOrMovedIntoAQuota) {
  Launch launch = task("a", "1MiB");
  must_launch(launch);
  std::string outside = directory + "/outside";
  std::string inside = launch.sandbox + "/inside";
  ASSERT_EQ(write_zeros(outside, 4096), 4096u);
  EXPECT_EQ(::link(outside.c_str(), inside.c_str()), -1);
  EXPECT_EQ(errno, EXDEV);
  EXPECT_EQ(::rename(outside.c_str(), inside.c_str()), -1);
  EXPECT_EQ(errno, EXDEV);
  EXPECT_EQ(report().projects.at(0).used_inodes, 1u);
}

// A file moved out keeps its project: the id is not free until that is gone as well.
TEST_F(Kernel, AFileMovedOutKeepsTheId) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  write_zeros(launch.sandbox + "/file", 4096);
  fs::rename(launch.sandbox + "/file", directory + "/moved");
  fs::remove_all(launch.sandbox);
  for (int i = 0; i < 100 && report().projects.at(0).used_inodes != 1; ++i) ::usleep(50'000);
  Status status = report();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].id, grant.project_id);
  EXPECT_NE(status.projects[0].last_error.find("still charged"), std::string::npos);
  fs::remove(directory + "/moved");
  EXPECT_TRUE(all_freed());
}

// A small file system of its own for the files under test.
class SmallDisk {
 public:
  SmallDisk() {
    fs::create_directories(path);
    mounted_ = ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=64k") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path.c_str(), MNT_DETACH);
  }

  bool mounted() const { return mounted_; }
  void fill() const { EXPECT_LT(write_zeros(path + "/filler", kMiB), kMiB); }
  void drain() const { fs::remove(path + "/filler"); }
  void read_only(bool on) const {
    EXPECT_EQ(::mount(nullptr, path.c_str(), nullptr, MS_REMOUNT | (on ? MS_RDONLY : 0), nullptr),
              0);
  }

  const std::string path = "/run/quotadeck/small";

 private:
  bool mounted_ = false;
};

class Disks : public KeeperTest {
 protected:
  void SetUp() override {
    KeeperTest::SetUp();
    ASSERT_TRUE(disk.mounted());
  }

  void restart() {
    stop();
    start();
  }

  SmallDisk disk;
};

TEST_F(Disks, AFullOneUnderTheStatusFileIsSurvivedAndCounted) {
  options.status_file = disk.path + "/status.pb";
  restart();
  std::uint64_t before = report().sequence;
  disk.fill();
  Grant grant = must_launch(task("a", "1MiB"));
  EXPECT_EQ(report().sequence, before) << "a reader sees the last whole file";
  report();
  disk.drain();
  Status after = report();
  EXPECT_EQ(after.sequence, before + 3);
  EXPECT_EQ(after.counters.write_errors, 2u);
  EXPECT_EQ(after.projects.at(0).id, grant.project_id);
}

TEST_F(Disks, AReadOnlyOneUnderTheStatusFileIsSurvivedAndCounted) {
  options.status_file = disk.path + "/status.pb";
  restart();
  report();
  disk.read_only(true);
  must_launch(task("a", "1MiB"));
  report();
  disk.read_only(false);
  EXPECT_EQ(report().counters.write_errors, 1u);
}

TEST_F(Disks, AFullOneUnderTheRegistryFailsLaunchesAndLosesNothing) {
  options.state_dir = disk.path + "/state";
  restart();
  Launch first = task("a", "1MiB");
  Grant kept = must_launch(first);
  report();
  disk.fill();
  Launch second = task("b", "1MiB");
  std::string problem = must_fail(second);
  EXPECT_NE(problem.find("No space left on device"), std::string::npos) << problem;
  EXPECT_EQ(label_of(second.sandbox), 0u);
  // Ended containers go on being followed, and are recorded once there is room again.
  keeper->executor_removed("F", "a");
  EXPECT_EQ(report().projects.at(0).state, ProjectState::released);
  disk.drain();
  report();
  restart();
  Status status = report();
  EXPECT_EQ(status.projects.at(0).id, kept.project_id);
  EXPECT_EQ(status.projects.at(0).state, ProjectState::released);
  must_launch(second);
}

// The wall clock is for people; nothing is decided by it.
TEST_F(Kernel, AClockThatGoesBackChangesNothing) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  Status before = report();
  timeval now{};
  ::gettimeofday(&now, nullptr);
  timeval back = now;
  back.tv_sec -= 86400;
  ASSERT_EQ(::settimeofday(&back, nullptr), 0) << std::strerror(errno);
  Status after = report();
  Grant other = must_launch(task("b", "1MiB"));
  ::settimeofday(&now, nullptr);
  EXPECT_LT(after.written_at_ms, before.written_at_ms);
  EXPECT_EQ(after.sequence, before.sequence + 1);
  ASSERT_EQ(after.projects.size(), 1u);
  EXPECT_EQ(after.projects[0].since_ms, before.projects[0].since_ms);
  EXPECT_EQ(after.projects[0].state, ProjectState::active);
  EXPECT_NE(other.project_id, grant.project_id);
}

}  // namespace
}  // namespace quotadeck
