#include "hook/directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "scratch.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRun = "/slaves/S/frameworks/F/executors/E/runs/C";

class DirectoryTest : public Scratch {
 protected:
  void SetUp() override {
    Scratch::SetUp();
    work = directory + "/work";
    launch.sandbox = work + kRun;
    launch.container_name = "mesos-1";
    fs::create_directories(launch.sandbox);
  }

  std::string problem_of(const std::string& path) {
    VolumeRoots roots({directory + "/allowed"}, {});
    auto opened = open_volume(launch, path, roots);
    return opened ? "" : opened.problem().message;
  }

  std::string work;
  Launch launch;
};

TEST_F(DirectoryTest, OpensTheSandbox) {
  auto sandbox = open_sandbox(launch);
  ASSERT_TRUE(sandbox) << sandbox.problem().message;
  EXPECT_EQ(sandbox->path, launch.sandbox);
  EXPECT_FALSE(sandbox->made);
}

TEST_F(DirectoryTest, FollowsTheAgentsOwnLinkToTheSandbox) {
  std::string link = work + "/slaves/S/docker/links/C";
  fs::create_directories(fs::path(link).parent_path());
  fs::create_directory_symlink(launch.sandbox, link);
  std::string target = launch.sandbox;
  launch.sandbox = link;
  auto sandbox = open_sandbox(launch);
  ASSERT_TRUE(sandbox) << sandbox.problem().message;
  EXPECT_EQ(sandbox->path, target);
}

TEST_F(DirectoryTest, RefusesASandboxLinkThatLeavesTheWorkDirectory) {
  fs::create_directories(directory + "/elsewhere");
  launch.sandbox = work + "/slaves/S/docker/links/C";
  fs::create_directories(fs::path(launch.sandbox).parent_path());
  fs::create_directory_symlink(directory + "/elsewhere", launch.sandbox);
  auto sandbox = open_sandbox(launch);
  ASSERT_FALSE(sandbox);
  EXPECT_NE(sandbox.problem().message.find("outside the agent's work directory"),
            std::string::npos);
}

TEST_F(DirectoryTest, RefusesPathsOutsideTheAllowedRoots) {
  for (const char* path : {"/etc", "/", "/var/lib/mesos2"})
    EXPECT_NE(problem_of(path).find("not beneath an allowed root"), std::string::npos) << path;
  EXPECT_NE(problem_of(directory + "/allowed2").find("not beneath"), std::string::npos);
}

TEST_F(DirectoryTest, RefusesTheAgentsOwnDirectories) {
  for (const char* own : {"/meta", "/meta/slaves", "/slaves/S", "/volumes/roles/r"})
    EXPECT_NE(problem_of(work + own).find("belongs to the agent"), std::string::npos) << own;
}

TEST_F(DirectoryTest, RefusesSymlinksOnTheWay) {
  fs::create_directories(directory + "/allowed");
  fs::create_directories(directory + "/target");
  fs::create_directory_symlink(directory + "/target", directory + "/allowed/link");
  EXPECT_NE(problem_of(directory + "/allowed/link").find("symbolic link"), std::string::npos);
  EXPECT_NE(problem_of(directory + "/allowed/link/deep").find("symbolic link"), std::string::npos);
  EXPECT_TRUE(fs::is_empty(directory + "/target"));
}

TEST_F(DirectoryTest, RefusesContainerNamesThatAreNoName) {
  for (const std::string& name : {std::string(), std::string("."), std::string(".."),
                                  std::string("a/b"), std::string("a\0b", 3)}) {
    launch.container_name = name;
    EXPECT_NE(problem_of(work + "/volumes").find("container name"), std::string::npos) << name;
  }
}

TEST_F(DirectoryTest, KnowsTheWorkDirectory) {
  EXPECT_EQ(work_directory(launch.sandbox), work);
  EXPECT_EQ(work_directory("/somewhere/else"), "");
  EXPECT_EQ(work_directory("/w/slaves/S/docker/links/C"), "/w");
}

// A framework names its executor, and the path is read all the same.
TEST_F(DirectoryTest, IsNotMisledByNamesInTheSandboxPath) {
  EXPECT_EQ(work_directory("/w/slaves/S/frameworks/F/executors/slaves/runs/C"), "/w");
  EXPECT_EQ(work_directory("/w/slaves/S/frameworks/slaves/executors/frameworks/runs/C"), "/w");
  EXPECT_EQ(work_directory("/slaves/slaves/S/frameworks/F/executors/E/runs/C"), "/slaves");
  EXPECT_EQ(work_directory("/w/x/S/frameworks/F/executors/E/runs/C"), "");
  EXPECT_EQ(work_directory("runs/C"), "");
}

}  // namespace
}  // namespace quotadeck
