// What a container's root takes out of its project beneath its directory, on real XFS.
#include <sys/mount.h>

#include "keeper_fixture.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

class Audit : public KeeperTest {
 protected:
  static std::uint32_t id_of(const std::string& path) {
    Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    auto label = read_label(fd.get());
    return label ? label->id : ~0u;
  }

  static void take_out(const std::string& path) {
    Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(write_label(fd.get(), {0, false})) << path;
  }

  // As the hook's thread does after each report.
  Status report_and_look(int rounds = 1) {
    for (int i = 0; i < rounds; ++i) {
      keeper->report();
      keeper->look_beneath();
    }
    return report();
  }
};

TEST_F(Audit, PutsBackWhatWasTakenOutBeneathTheDirectory) {
  Launch launch = task("a", "8MiB");
  Grant grant = must_launch(launch);
  fs::create_directories(launch.sandbox + "/a/b");
  for (const char* file : {"/top", "/a/one", "/a/b/two"}) write_zeros(launch.sandbox + file, kMiB);
  for (const char* part : {"/top", "/a", "/a/one", "/a/b", "/a/b/two"})
    take_out(launch.sandbox + part);
  EXPECT_EQ(get_quota(target(), grant.project_id)->used_inodes, 1u);
  Status status = report_and_look(20);
  for (const char* part : {"/top", "/a", "/a/one", "/a/b", "/a/b/two"})
    EXPECT_EQ(id_of(launch.sandbox + part), grant.project_id) << part;
  EXPECT_GE(status.projects.at(0).used_bytes, 3 * kMiB);
  EXPECT_NE(status.projects.at(0).last_error.find("5 files or directories in it had left"),
            std::string::npos)
      << status.projects.at(0).last_error;
  // What is made in a directory that was put back joins the project again.
  fs::create_directories(launch.sandbox + "/a/new");
  EXPECT_EQ(id_of(launch.sandbox + "/a/new"), grant.project_id);
}

TEST_F(Audit, ComesToEveryContainerInTurn) {
  std::vector<std::string> files;
  for (int i = 0; i < 20; ++i) {
    Launch launch = task(std::to_string(i), "1MiB");
    must_launch(launch);
    files.push_back(launch.sandbox + "/file");
    write_zeros(files.back(), 1);
    take_out(files.back());
  }
  keeper->executor_removed("F", "19");  // has ended: nobody lives there
  report_and_look(25);
  for (int i = 0; i < 19; ++i) EXPECT_NE(id_of(files[static_cast<std::size_t>(i)]), 0u) << i;
  EXPECT_EQ(id_of(files[19]), 0u);
}

// More than is looked at in one turn: it is gone on with where it was, and every entry comes once.
TEST_F(Audit, GoesOnWhereItWas) {
  Launch wide = task("a", "64MiB");
  Grant grant = must_launch(wide);
  constexpr std::uint64_t kFiles = 600;
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < kFiles; ++i) {
    std::string folder = wide.sandbox + "/" + std::to_string(i % 60);
    if (i < 60) fs::create_directories(folder);
    std::string path = (i % 2 == 0 ? folder : wide.sandbox) + "/file" + std::to_string(i);
    Fd made(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (i % 19 == 0) out.push_back(path);
  }
  for (const std::string& path : out) take_out(path);
  TreeAudit audit;
  audit.start(wide.sandbox, grant.project_id);
  int turns = 0;
  for (; !audit.done() && turns < 1000; ++turns) audit.go_on(20, Deadline::max());
  EXPECT_GE(turns, 33);
  EXPECT_LE(turns, 100);
  EXPECT_EQ(audit.entries(), kFiles + 60);
  EXPECT_EQ(audit.put_back(), out.size());
  for (const std::string& path : out) EXPECT_EQ(id_of(path), grant.project_id) << path;
}

TEST_F(Audit, LeavesTheTreeByNoLinkAndNoMount) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  fs::create_directories(directory + "/outside");
  write_zeros(directory + "/outside/file", 1);
  fs::create_directories(launch.sandbox + "/bound");
  fs::create_directory_symlink(directory + "/outside", launch.sandbox + "/link");
  fs::create_symlink(directory + "/outside/file", launch.sandbox + "/file");
  ASSERT_EQ(::mkfifo((launch.sandbox + "/fifo").c_str(), 0600), 0);
  ASSERT_EQ(::mount((directory + "/outside").c_str(), (launch.sandbox + "/bound").c_str(), nullptr,
                    MS_BIND, nullptr),
            0);
  write_zeros(launch.sandbox + "/last", 1);
  take_out(launch.sandbox + "/last");
  report_and_look(20);
  ::umount((launch.sandbox + "/bound").c_str());
  EXPECT_EQ(id_of(directory + "/outside"), 0u);
  EXPECT_EQ(id_of(directory + "/outside/file"), 0u);
  EXPECT_EQ(id_of(launch.sandbox + "/last"), grant.project_id);
}

TEST_F(Audit, KeepsNoFileSystemBusy) {
  OtherDisk disk("prjquota");
  ASSERT_TRUE(disk.mounted());
  std::string before = std::exchange(work, disk.path + "/work");
  Launch launch = task("a", "1MiB");
  must_launch(launch);
  for (int i = 0; i < 300; ++i) fs::create_directories(launch.sandbox + "/" + std::to_string(i));
  report_and_look();
  EXPECT_EQ(::umount(disk.path.c_str()), 0) << std::strerror(errno);
  keeper->look_beneath();
  OtherDisk again("prjquota");
  fs::remove_all(work);
  work = before;
  EXPECT_TRUE(all_freed());
}

}  // namespace
}  // namespace quotadeck
