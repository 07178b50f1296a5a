// The cases that others test of their quotas, under the names that they have there: Mesos's
// disk/xfs isolator, moby's quota package and the kubelet's fsquota. See the table in README.md.
#include <utility>

#include "keeper_fixture.hpp"
#include "quota/mount.hpp"
#include "quota/tree.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kId = 310000;

class Yardstick : public KeeperTest {
 protected:
  void TearDown() override {
    KeeperTest::TearDown();
    EXPECT_TRUE(set_limits(target(), kId, {}));
  }

  void expect_full(const std::string& path, std::uint64_t limit) {
    EXPECT_LE(write_zeros(path, 2 * limit), limit);
    EXPECT_TRUE(is_no_space(errno)) << std::strerror(errno);
  }

  // Of files too, unlike label_of.
  static std::uint32_t id_of(const std::string& path) {
    Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    auto label = read_label(fd.get());
    return label ? label->id : ~0u;
  }

  static Mount must_mount(const Fd& fd) {
    auto mount = mount_of(fd.get());
    EXPECT_TRUE(mount) << mount.problem().message;
    return mount ? *mount : Mount{};
  }

  std::string launch_on(const char* mount_options) {
    OtherDisk disk(mount_options);
    EXPECT_TRUE(disk.mounted());
    std::string before = std::exchange(work, disk.path + "/work");
    std::string problem = must_fail(task("a", "1MiB"));
    fs::remove_all(work);
    work = before;
    return problem;
  }
};

using MesosXfs = Yardstick;

TEST_F(MesosXfs, QuotaGetSet) {
  ASSERT_TRUE(set_limits(target(), kId, {kMiB, 7}));
  auto quota = get_quota(target(), kId);
  ASSERT_TRUE(quota);
  EXPECT_EQ(quota->hard.bytes, kMiB);
  EXPECT_EQ(quota->hard.inodes, 7u);
  ASSERT_TRUE(set_limits(target(), kId, {}));
  EXPECT_FALSE(get_quota(target(), kId)->in_use());
}

TEST_F(MesosXfs, QuotaLimit) {
  ASSERT_TRUE(set_limits(target(), kId, {kMiB, 0}));
  fs::create_directories(work + "/limited");
  Fd fd = open_directory(work + "/limited");
  ASSERT_TRUE(label_tree(fd.get(), kId));
  expect_full(work + "/limited/file", kMiB);
}

TEST_F(MesosXfs, ProjectIdErrors) {
  EXPECT_FALSE(set_limits(target(), 0, {kMiB, 0}));
  Fd elsewhere = open_directory("/proc");
  EXPECT_FALSE(read_label(elsewhere.get()));
  EXPECT_FALSE(write_label(elsewhere.get(), {kId, true}));
  EXPECT_FALSE(read_label(-1));
}

TEST_F(MesosXfs, DirectoryTree) {
  fs::create_directories(work + "/tree/a/b");
  write_zeros(work + "/tree/a/file", 1);
  Fd fd = open_directory(work + "/tree");
  auto labelled = label_tree(fd.get(), kId);
  ASSERT_TRUE(labelled) << labelled.problem().message;
  EXPECT_EQ(*labelled, 4u);
  for (const char* part : {"", "/a", "/a/b", "/a/file"})
    EXPECT_EQ(id_of(work + "/tree" + part), kId) << part;
}

TEST_F(MesosXfs, VolumeUsageExceedsQuota) {
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0];
  Grant grant = must_launch(launch);
  expect_full(grant.path + "/file", kMiB);
  EXPECT_EQ(write_zeros(launch.sandbox + "/file", kMiB), kMiB);
}

TEST_F(MesosXfs, DiskUsageExceedsQuota) {
  Launch launch = task("a", "");
  launch.disk_bytes = kMiB;
  launch.variables["XFS_QUOTA_ENABLE"] = "true";
  must_launch(launch);
  expect_full(launch.sandbox + "/file", kMiB);
}

// There the isolator kills the container itself; here a limit that cannot hold is not promised.
TEST_F(MesosXfs, DiskUsageExceedsQuotaNoEnforce) {
  EXPECT_NE(launch_on("pqnoenforce").find("does not enforce"), std::string::npos);
}

TEST_F(MesosXfs, ResourceStatistics) {
  Launch launch = task("a", "2MiB");
  must_launch(launch);
  write_zeros(launch.sandbox + "/file", kMiB);
  Status status = report();
  EXPECT_GE(status.projects.at(0).used_bytes, kMiB);
  EXPECT_EQ(status.projects.at(0).limits.bytes, 2 * kMiB);
}

TEST_F(MesosXfs, NoCheckpointRecovery) {
  Launch launch = task("a", "1MiB");
  Grant lost = must_launch(launch);
  stop();
  fs::remove(options.state_dir + "/registry.pb");
  start();
  EXPECT_TRUE(report().projects.empty());
  EXPECT_NE(must_launch(task("b", "1MiB")).project_id, lost.project_id);
  expect_full(launch.sandbox + "/file", kMiB);
}

TEST_F(MesosXfs, CheckpointRecovery) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  report();
  stop();
  start();
  Status status = report();
  EXPECT_EQ(status.projects.at(0).id, grant.project_id);
  EXPECT_EQ(status.projects.at(0).state, ProjectState::active);
  expect_full(launch.sandbox + "/file", kMiB);
}

TEST_F(MesosXfs, RecoverOldContainers) {
  Launch before_the_hook = task("a", "1MiB");
  stop();
  start();
  EXPECT_TRUE(report().projects.empty());
  EXPECT_EQ(label_of(before_the_hook.sandbox), 0u);
  EXPECT_EQ(write_zeros(before_the_hook.sandbox + "/file", 2 * kMiB), 2 * kMiB);
}

TEST_F(MesosXfs, RecoverOldContainersExceedingQuota) {
  Launch launch = task("a", "4MiB");
  Grant grant = must_launch(launch);
  write_zeros(launch.sandbox + "/file", 3 * kMiB);
  stop();
  ASSERT_TRUE(set_limits(target(), grant.project_id, {kMiB, 0}));
  start();
  Status status = report();
  EXPECT_EQ(status.projects.at(0).state, ProjectState::active);
  EXPECT_GT(status.projects.at(0).used_bytes, status.projects.at(0).limits.bytes);
  EXPECT_EQ(write_zeros(launch.sandbox + "/more", kMiB), 0u);
}

TEST_F(MesosXfs, ProjectIdReclaiming) {
  stop();
  options.project_range = {kId + 1, kId + 1};
  start();
  Launch first = task("a", "1MiB");
  must_launch(first);
  EXPECT_NE(must_fail(task("b", "1MiB")).find("are in use"), std::string::npos);
  keeper->executor_removed("F", "a");
  fs::remove_all(first.sandbox);
  ASSERT_TRUE(all_freed());
  EXPECT_EQ(must_launch(task("c", "1MiB")).project_id, kId + 1);
}

TEST_F(MesosXfs, IsolatorFlags) {
  EXPECT_TRUE(parse_options({{"project_range", "5000-10000"}}));
  for (const char* range : {"", "5000", "10000-5000", "0-10", "1-4294967296", "a-b"})
    EXPECT_FALSE(parse_options({{"project_range", range}})) << range;
}

TEST_F(MesosXfs, CheckQuotaEnabledNoQuota) {
  EXPECT_NE(launch_on("noquota").find("mount it with prjquota"), std::string::npos);
}

TEST_F(MesosXfs, CheckQuotaEnabledNoProjectQuota) {
  EXPECT_NE(launch_on("usrquota").find("mount it with prjquota"), std::string::npos);
}

TEST_F(MesosXfs, CheckQuotaEnabledNoEnforcement) {
  EXPECT_NE(launch_on("pqnoenforce").find("mount it with prjquota"), std::string::npos);
}

TEST_F(MesosXfs, BasicBlocks) {
  EXPECT_EQ(basic_blocks(0), 0u);
  EXPECT_EQ(basic_blocks(1), 1u);
  EXPECT_EQ(basic_blocks(512), 1u);
  EXPECT_EQ(basic_blocks(513), 2u);
}

using Moby = Yardstick;

TEST_F(Moby, QuotaDisabled) {
  EXPECT_NE(launch_on("noquota").find("without project quota"), std::string::npos);
}

TEST_F(Moby, QuotaEnabled) {
  Fd fd = open_directory(work);
  EXPECT_TRUE(require_quota(*mount_of(fd.get()), fd.get(), work));
}

TEST_F(Moby, SmallerThanQuota) {
  Launch launch = task("a", "2MiB");
  must_launch(launch);
  EXPECT_EQ(write_zeros(launch.sandbox + "/file", kMiB), kMiB);
}

TEST_F(Moby, BiggerThanQuota) {
  Launch launch = task("a", "2MiB");
  must_launch(launch);
  expect_full(launch.sandbox + "/file", 2 * kMiB);
}

TEST_F(Moby, RetrieveQuota) {
  Grant grant = must_launch(task("a", "2MiB"));
  EXPECT_EQ(grant.limit_bytes, 2 * kMiB);
  EXPECT_EQ(get_quota(target(), grant.project_id)->hard.bytes, 2 * kMiB);
}

using Kubelet = Yardstick;

TEST_F(Kubelet, BackingDevice) {
  Fd fd = open_directory(work);
  EXPECT_EQ(must_mount(fd).device.substr(0, 5), "/run/");
}

TEST_F(Kubelet, MountPointDetection) {
  Fd fd = open_directory(work);
  EXPECT_EQ(must_mount(fd).mount_point, mount_point);
}

TEST_F(Kubelet, AddRemoveQuotasOn) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  EXPECT_EQ(label_of(launch.sandbox), grant.project_id);
  keeper->executor_removed("F", "a");
  fs::remove_all(launch.sandbox);
  EXPECT_TRUE(all_freed());
  EXPECT_FALSE(get_quota(target(), grant.project_id)->in_use());
}

TEST_F(Kubelet, AddRemoveQuotasOff) {
  EXPECT_NE(launch_on("noquota").find("without project quota"), std::string::npos);
  EXPECT_TRUE(report().projects.empty());
}

TEST_F(Kubelet, ConcealedDiskUse) {
  Launch launch = task("a", "4MiB");
  must_launch(launch);
  write_zeros(launch.sandbox + "/file", kMiB);
  Fd open(::open((launch.sandbox + "/file").c_str(), O_RDONLY | O_CLOEXEC));
  fs::remove(launch.sandbox + "/file");
  EXPECT_GE(report().projects.at(0).used_bytes, kMiB);
}

}  // namespace
}  // namespace quotadeck
