// Tasks and their files that mean harm, on real XFS.
#include <sys/mount.h>
#include <sys/syscall.h>

#include <atomic>
#include <thread>

#include "hook/utf8.hpp"
#include "keeper_fixture.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

class Hostile : public KeeperTest {
 protected:
  static std::size_t entries_in(const std::string& path) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }

  Launch task_like(const Launch& other, const std::string& name) {
    Launch launch = task(name, "1MiB");
    launch.variables = other.variables;
    return launch;
  }
};

// Puts a link to elsewhere in the place of a directory and the directory back, without a pause.
class RenamingAttacker {
 public:
  RenamingAttacker(std::string directory, std::string link)
      : thread_([this, directory = std::move(directory), link = std::move(link)] {
          while (!stop_) {
            ::syscall(SYS_renameat2, AT_FDCWD, directory.c_str(), AT_FDCWD, link.c_str(),
                      2 /* RENAME_EXCHANGE */);
            ++swaps_;
          }
        }) {}
  ~RenamingAttacker() {
    stop_ = true;
    thread_.join();
  }

  int swaps() const { return swaps_; }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<int> swaps_{0};
  std::thread thread_;
};

TEST_F(Hostile, ARenamingAttackerLeadsNoQuotaOutOfTheRoot) {
  std::string allowed = options.allowed_roots[0];
  std::string secret = directory + "/secret";
  fs::create_directories(allowed + "/a/b");
  fs::create_directories(secret + "/b");
  fs::create_directory_symlink(secret, allowed + "/link");
  int granted = 0;
  int refused = 0;
  int swaps = 0;
  {
    RenamingAttacker attacker(allowed + "/a", allowed + "/link");
    for (int i = 0; i < 300; ++i) {
      Launch launch = task(std::to_string(i), "1MiB");
      launch.variables["XFS_QUOTA_PATH"] = allowed + "/a/b";
      auto result = keeper->launch(launch);
      result ? ++granted : ++refused;
    }
    swaps = attacker.swaps();
  }
  std::printf("%d granted, %d refused, %d swaps\n", granted, refused, swaps);
  EXPECT_GT(swaps, 100);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(entries_in(secret + "/b"), 0u) << "made outside of the root";
  EXPECT_EQ(label_of(secret + "/b"), 0u);
  EXPECT_EQ(label_of(secret), 0u);
  std::string real = fs::is_symlink(allowed + "/a") ? allowed + "/link" : allowed + "/a";
  EXPECT_EQ(entries_in(real + "/b"), static_cast<std::size_t>(granted));
  for (const auto& volume : fs::directory_iterator(real + "/b"))
    EXPECT_NE(label_of(volume.path()), 0u) << volume.path();
}

TEST_F(Hostile, ADirectoryMovedAwayWhileItsQuotaIsSetIsRefused) {
  Launch launch = task("a", "1MiB");
  auto opened = open_sandbox(launch);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(check_in_place(*opened));
  fs::rename(launch.sandbox, directory + "/moved");
  EXPECT_FALSE(check_in_place(*opened));
  fs::create_directories(launch.sandbox);
  auto replaced = check_in_place(*opened);
  ASSERT_FALSE(replaced);
  EXPECT_NE(replaced.problem().message.find("moved or replaced"), std::string::npos);
}

// The agent's work directory by another name, and names that look like parts of its paths.
TEST_F(Hostile, NoNameLeadsIntoTheAgentsOwnDirectories) {
  for (const char* own : {"meta", "slaves", "provisioner", "volumes/roles"})
    fs::create_directories(work + "/" + own);
  fs::create_directory_symlink(work, directory + "/alias");
  stop();
  options.allowed_roots = {directory + "/alias", work, directory};
  start();
  Launch launch = task("slaves", "1MiB");
  std::size_t before = entries_in(work + "/meta");
  for (const std::string& path :
       {work + "/meta/x", directory + "/alias/meta/x", directory + "/alias/volumes/roles/x",
        work + "/slaves/S/meta", directory + "/alias/slaves/S"}) {
    launch.variables["XFS_QUOTA_PATH"] = path;
    std::string problem = must_fail(launch);
    EXPECT_NE(problem.find("belongs to the agent itself"), std::string::npos) << problem;
  }
  EXPECT_EQ(entries_in(work + "/meta"), before);
}

// What is remembered of the agent's directories must not outlive them.
TEST_F(Hostile, AnAgentsDirectoryMadeLaterIsKnownFromTheNextReportOn) {
  fs::create_directories(directory + "/allowed/bound");
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = directory + "/allowed/bound";
  ASSERT_TRUE(keeper->launch(launch));
  fs::create_directories(work + "/meta");
  ASSERT_EQ(::mount((work + "/meta").c_str(), (directory + "/allowed/bound").c_str(), nullptr,
                    MS_BIND, nullptr),
            0);
  keeper->report();
  std::string problem = must_fail(task_like(launch, "b"));
  ::umount((directory + "/allowed/bound").c_str());
  EXPECT_NE(problem.find("belongs to the agent itself"), std::string::npos) << problem;
}

TEST_F(Hostile, NoTaskReachesTheHooksOwnFiles) {
  stop();
  options.state_dir = directory + "/allowed/quotadeck/state";
  options.status_file = directory + "/allowed/quotadeck/public/status.pb";
  fs::create_directories(directory + "/allowed/quotadeck/public");
  start();
  Launch launch = task("a", "1MiB");
  for (const char* own : {"/quotadeck/state", "/quotadeck/state/registry.pb.new",
                          "/quotadeck/public/status.pb.new"}) {
    launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + own;
    std::string problem = must_fail(launch);
    EXPECT_NE(problem.find("belongs to the agent itself"), std::string::npos) << problem;
  }
}

TEST_F(Hostile, AnAllowedRootMayBeALinkOfTheOperators) {
  fs::create_directory_symlink(options.allowed_roots[0], directory + "/alias");
  stop();
  std::string real = options.allowed_roots[0];
  options.allowed_roots = {directory + "/alias"};
  start();
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = directory + "/alias/volumes";
  EXPECT_EQ(must_launch(launch).path, real + "/volumes/mesos-a");
  EXPECT_EQ(report().projects.at(0).state, ProjectState::active);
}

TEST_F(Hostile, ASandboxWithAColonIsReachedOverTheAgentsLink) {
  Launch launch = task("with:colon", "1MiB");
  std::string real = launch.sandbox;
  launch.sandbox = work + "/slaves/S/docker/links/C";
  fs::create_directories(fs::path(launch.sandbox).parent_path());
  fs::create_directory_symlink(real, launch.sandbox);
  Grant grant = must_launch(launch);
  EXPECT_EQ(grant.path, real);
  EXPECT_EQ(label_of(real), grant.project_id);
  EXPECT_EQ(report().projects.at(0).path, real);
}

TEST_F(Hostile, ALinkOutOfTheWorkDirectoryIsNoSandbox) {
  Launch launch = task("a", "1MiB");
  fs::create_directories(directory + "/elsewhere");
  launch.sandbox = work + "/slaves/S/docker/links/C";
  fs::create_directories(fs::path(launch.sandbox).parent_path());
  fs::create_directory_symlink(directory + "/elsewhere", launch.sandbox);
  std::string problem = must_fail(launch);
  EXPECT_NE(problem.find("outside the agent's work directory"), std::string::npos) << problem;
  EXPECT_EQ(label_of(directory + "/elsewhere"), 0u);
}

TEST_F(Hostile, NamesMayHoldAnyByte) {
  std::string name;
  for (int byte = 1; byte < 256; ++byte)
    if (byte != '/') name += static_cast<char>(byte);
  name.resize(200);
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + "/" + name;
  Grant grant = must_launch(launch);
  EXPECT_EQ(grant.path, options.allowed_roots[0] + "/" + name + "/mesos-a");
  Status status = report();
  EXPECT_TRUE(is_utf8(status.projects.at(0).path));
  EXPECT_EQ(status.projects.at(0).path, to_utf8(grant.path));
  // The registry keeps the name itself: the project is found and freed after a restart.
  stop();
  start();
  EXPECT_EQ(report().projects.at(0).state, ProjectState::active);
  fs::remove_all(options.allowed_roots[0] + "/" + name);
  EXPECT_TRUE(all_freed());
  launch.variables["XFS_QUOTA_PATH"] = "/nowhere/\xff";
  EXPECT_TRUE(is_utf8(must_fail(launch)));
}

TEST_F(Hostile, AContainerOfTheSameNameDoesNotTakeOverAQuota) {
  Launch first = task("a", "1MiB");
  first.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0];
  Grant grant = must_launch(first);
  write_zeros(grant.path + "/file", 1);
  Launch second = task("b", "100MiB");
  second.container_name = first.container_name;
  second.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0];
  std::string problem = must_fail(second);
  EXPECT_NE(problem.find("which has not ended"), std::string::npos) << problem;
  EXPECT_EQ(get_quota(target(), grant.project_id)->hard.bytes, kMiB);
  keeper->executor_removed("F", "a");
  Grant taken = must_launch(second);
  EXPECT_EQ(taken.project_id, grant.project_id);
  EXPECT_EQ(get_quota(target(), grant.project_id)->hard.bytes, 100 * kMiB);
}

}  // namespace
}  // namespace quotadeck
