#include "hook/lost.hpp"

#include <filesystem>

#include "scratch.hpp"

namespace quotadeck {
namespace {

class Lost : public Scratch {
 protected:
  std::string make_sandbox(const std::string& executor, const std::string& container) {
    std::string path =
        directory + "/slaves/S/frameworks/F/executors/" + executor + "/runs/" + container;
    std::filesystem::create_directories(path);
    return path;
  }
};

TEST_F(Lost, ASandboxTellsAllOfItself) {
  std::string path = make_sandbox("E", "C");
  EXPECT_TRUE(looks_like_ours(path));
  Project project = describe_lost(path, "");
  EXPECT_EQ(project.container_name, "mesos-C");
  EXPECT_EQ(project.executor_id, "E");
  EXPECT_EQ(project.framework_id, "F");
  EXPECT_EQ(project.path, path);
  EXPECT_EQ(project.state, ProjectState::active);
}

TEST_F(Lost, AVolumeBelongsToTheSandboxOfItsContainer) {
  make_sandbox("other", "D");
  make_sandbox("E", "C");
  for (const char* name : {"mesos-C", "mesos-S1.C"}) {
    Project project = describe_lost(std::string("/volumes/") + name, directory);
    EXPECT_EQ(project.container_name, name);
    EXPECT_EQ(project.executor_id, "E");
    EXPECT_EQ(project.path, std::string("/volumes/") + name);
    EXPECT_EQ(project.state, ProjectState::active);
  }
}

TEST_F(Lost, AVolumeWithoutASandboxIsOfAContainerThatHasEnded) {
  make_sandbox("E", "C");
  for (const char* name : {"mesos-gone", "mesos-*", "mesos-?", "mesos-"})
    EXPECT_EQ(describe_lost(std::string("/volumes/") + name, directory).state,
              ProjectState::released)
        << name;
  EXPECT_EQ(describe_lost("/volumes/mesos-C", "").state, ProjectState::released);
}

TEST_F(Lost, OtherDirectoriesAreNotTheHooks) {
  EXPECT_TRUE(looks_like_ours("/volumes/mesos-C"));
  for (const char* path : {"/", "/srv", "/srv/mesos", "/w/frameworks/F/executors/E/runs"})
    EXPECT_FALSE(looks_like_ours(path)) << path;
}

}  // namespace
}  // namespace quotadeck
