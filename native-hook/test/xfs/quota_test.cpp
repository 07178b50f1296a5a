// The system call layer against a real kernel.

#include <fstream>

#include "hook/project_ids.hpp"
#include "quota/mount.hpp"
#include "quota/project.hpp"
#include "quota/tree.hpp"
#include "xfs_fixture.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

class Quota : public XfsTest {
 protected:
  std::uint32_t label_of(const std::string& path) {
    Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    auto label = read_label(fd.get());
    return label ? label->id : ~0u;
  }

  // Leaves the kernel as it was for the next test.
  void TearDown() override {
    XfsTest::TearDown();
    for (std::uint32_t id = 300000; id < 300010; ++id) EXPECT_TRUE(set_limits(target(), id, {}));
  }
};

TEST_F(Quota, StateIsOn) {
  auto state = quota_state(target());
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->accounting);
  EXPECT_TRUE(state->enforcement);
}

TEST_F(Quota, StateIsOffWithoutTheMountOption) {
  OtherDisk disk("noquota");
  ASSERT_TRUE(disk.mounted());
  Fd fd = open_directory(disk.path);
  auto state = quota_state({fd.get(), ""});
  ASSERT_TRUE(state) << state.problem().message;
  EXPECT_FALSE(state->accounting);
  EXPECT_FALSE(state->enforcement);
}

TEST_F(Quota, StateTellsAccountingFromEnforcement) {
  OtherDisk disk("pqnoenforce");
  ASSERT_TRUE(disk.mounted());
  Fd fd = open_directory(disk.path);
  auto state = quota_state({fd.get(), ""});
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->accounting);
  EXPECT_FALSE(state->enforcement);
}

TEST_F(Quota, StateIsOffOnAnotherFileSystem) {
  Fd fd = open_directory("/run");
  auto state = quota_state({fd.get(), ""});
  ASSERT_TRUE(state) << state.problem().message;
  EXPECT_FALSE(state->accounting);
}

TEST_F(Quota, LabelIsInherited) {
  Fd fd = open_directory(directory);
  ASSERT_TRUE(write_label(fd.get(), {300000, true}));
  auto label = read_label(fd.get());
  ASSERT_TRUE(label);
  EXPECT_EQ(label->id, 300000u);
  EXPECT_TRUE(label->inherit);
  fs::create_directories(directory + "/later");
  EXPECT_EQ(label_of(directory + "/later"), 300000u);
}

TEST_F(Quota, LabelNeedsAFileSystemWithProjects) {
  Fd fd = open_directory("/proc");
  auto label = read_label(fd.get());
  ASSERT_FALSE(label);
  EXPECT_NE(label.problem().message.find("no project ids"), std::string::npos);
}

TEST_F(Quota, LimitStopsWritesAtTheLimit) {
  ASSERT_TRUE(set_limits(target(), 300001, {2 * kMiB, 0}));
  Fd fd = open_directory(directory);
  ASSERT_TRUE(write_label(fd.get(), {300001, true}));
  std::uint64_t written = write_zeros(directory + "/file", 4 * kMiB);
  EXPECT_TRUE(is_no_space(errno)) << std::strerror(errno);
  EXPECT_LE(written, 2 * kMiB);
  EXPECT_GE(written, 2 * kMiB - 64 * 1024);
  auto usage = get_quota(target(), 300001);
  ASSERT_TRUE(usage);
  EXPECT_LE(usage->used_bytes, 2 * kMiB);
  EXPECT_GE(usage->used_bytes, written);
}

TEST_F(Quota, InodeLimitStopsNewFiles) {
  ASSERT_TRUE(set_limits(target(), 300002, {kMiB, 3}));
  Fd fd = open_directory(directory);
  ASSERT_TRUE(write_label(fd.get(), {300002, true}));
  EXPECT_EQ(::mkdir((directory + "/1").c_str(), 0700), 0);
  EXPECT_EQ(::mkdir((directory + "/2").c_str(), 0700), 0);
  EXPECT_EQ(::mkdir((directory + "/3").c_str(), 0700), -1);
  EXPECT_TRUE(is_no_space(errno)) << std::strerror(errno);
}

TEST_F(Quota, BytesAreRoundedUpToBlocks) {
  ASSERT_TRUE(set_limits(target(), 300003, {10'000'001, 5}));
  auto usage = get_quota(target(), 300003);
  ASSERT_TRUE(usage);
  EXPECT_GE(usage->hard.bytes, 10'000'001u);
  EXPECT_LT(usage->hard.bytes, 10'000'001u + 4096);
  EXPECT_EQ(usage->hard.bytes % 4096, 0u);
  EXPECT_EQ(usage->hard.inodes, 5u);
}

TEST_F(Quota, ProjectZeroIsRefused) {
  EXPECT_FALSE(set_limits(target(), 0, {kMiB, 0}));
}

TEST_F(Quota, AnUnknownProjectHasNothing) {
  auto usage = get_quota(target(), 4000000);
  ASSERT_TRUE(usage) << usage.problem().message;
  EXPECT_EQ(usage->hard.bytes, 0u);
  EXPECT_EQ(usage->used_inodes, 0u);
}

TEST_F(Quota, NextFindsProjectsInOrder) {
  ASSERT_TRUE(set_limits(target(), 300004, {kMiB, 0}));
  ASSERT_TRUE(set_limits(target(), 300007, {kMiB, 0}));
  auto next = next_quota(target(), 300005);
  ASSERT_TRUE(next && *next);
  EXPECT_EQ((*next)->id, 300007u);
  auto none = next_quota(target(), 4100000000);
  ASSERT_TRUE(none) << none.problem().message;
  EXPECT_FALSE(none->has_value());
}

TEST_F(Quota, TreeLabelsWhatIsThereAndNothingElse) {
  std::string top = directory + "/top";
  fs::create_directories(top + "/deep/er");
  fs::create_directories(directory + "/outside");
  fs::create_directories(top + "/bound");
  write_zeros(top + "/deep/file", 1);
  write_zeros(directory + "/outside/file", 1);
  fs::create_symlink(directory + "/outside/file", top + "/link");
  ASSERT_EQ(::mkfifo((top + "/fifo").c_str(), 0600), 0);
  ASSERT_EQ(::mount((directory + "/outside").c_str(), (top + "/bound").c_str(), nullptr, MS_BIND,
                    nullptr),
            0);
  Fd fd = open_directory(top);
  auto labelled = label_tree(fd.get(), 300005);
  ::umount((top + "/bound").c_str());
  ASSERT_TRUE(labelled) << labelled.problem().message;
  EXPECT_EQ(*labelled, 4u);  // top, deep, deep/er, deep/file
  for (const char* inside : {"", "/deep", "/deep/er", "/deep/file"})
    EXPECT_EQ(label_of(top + inside), 300005u) << inside;
  for (const char* outside : {"", "/outside", "/outside/file"})
    EXPECT_EQ(label_of(directory + outside), 0u) << outside;
  ASSERT_TRUE(label_tree(fd.get(), 0));
  EXPECT_EQ(label_of(top + "/deep/file"), 0u);
}

TEST_F(Quota, MountIsFound) {
  Fd fd = open_directory(directory);
  auto mount = mount_of(fd.get());
  ASSERT_TRUE(mount) << mount.problem().message;
  EXPECT_EQ(mount->mount_point, mount_point);
  EXPECT_EQ(mount->type, "xfs");
}

// The kernel gives the number of a mount that is gone to the next one.
TEST_F(Quota, MountsAreListedAgainWhenTheyChange) {
  Mounts mounts;
  auto type_of = [&](const std::string& path) {
    Fd fd = open_directory(path);
    auto mount = mounts.of(fd.get(), *place_of(fd.get()));
    return mount ? mount->type : mount.problem().message;
  };
  EXPECT_EQ(type_of(directory), "xfs");
  std::string point = directory + "/point";
  fs::create_directories(point);
  for (const char* type : {"tmpfs", "ramfs", "tmpfs"}) {
    ASSERT_EQ(::mount("none", point.c_str(), type, 0, nullptr), 0);
    EXPECT_EQ(type_of(point), type);
    EXPECT_EQ(type_of(point), type);
    ASSERT_EQ(::umount(point.c_str()), 0);
    EXPECT_EQ(type_of(point), "xfs");
  }
}

TEST_F(Quota, IdsThatAreListedWhileTheHookRunsAreNotTaken) {
  auto list = [&](const char* name, const char* text) {
    std::ofstream(directory + "/" + name) << text;
  };
  Registry registry = std::move(*Registry::open(options.state_dir));
  ProjectIds ids({300000, 300003}, directory);
  EXPECT_EQ(*ids.pick(target(), registry), 300000u);
  list("projid", "logs:300001\n");
  EXPECT_EQ(*ids.pick(target(), registry), 300002u);
  list("new", "300003:/srv\n");
  fs::rename(directory + "/new", directory + "/projects");
  EXPECT_EQ(*ids.pick(target(), registry), 300000u);
  fs::remove(directory + "/projid");
  EXPECT_EQ(*ids.pick(target(), registry), 300001u);
}

}  // namespace
}  // namespace quotadeck
