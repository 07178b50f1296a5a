#include "hook/registry.hpp"

#include <sys/stat.h>

#include <fstream>

#include "hook/atomic_file.hpp"
#include "quota/read_file.hpp"
#include "scratch.hpp"

namespace quotadeck {
namespace {

class RegistryTest : public Scratch {
 protected:
  Expected<Registry> open() { return Registry::open(directory + "/a/state"); }
};

Project project(std::uint32_t id, const std::string& path, std::uint32_t file_system) {
  Project made;
  made.id = id;
  made.path = path;
  made.file_system = file_system;
  made.state = ProjectState::active;
  return made;
}

TEST_F(RegistryTest, StartsEmptyAndMakesItsDirectory) {
  auto registry = open();
  ASSERT_TRUE(registry) << registry.problem().message;
  EXPECT_TRUE(registry->projects.empty());
}

TEST_F(RegistryTest, KeepsProjectsAndFileSystems) {
  {
    auto registry = open();
    registry->file_system("/dev/a", "/a");
    registry->projects.push_back(project(7, "/b/x", registry->file_system("/dev/b", "/b")));
    ASSERT_TRUE(registry->save());
  }
  auto again = open();
  ASSERT_TRUE(again);
  ASSERT_NE(again->find(7), nullptr);
  EXPECT_EQ(again->find_path("/b/x")->id, 7u);
  EXPECT_EQ(again->file_systems[again->find(7)->file_system].mount_point, "/b");
  again->forget_unused_file_systems();
  ASSERT_EQ(again->file_systems.size(), 1u);
  EXPECT_EQ(again->file_systems[again->find(7)->file_system].mount_point, "/b");
}

TEST_F(RegistryTest, IsHeldByOneAtATime) {
  auto first = open();
  auto second = open();
  ASSERT_FALSE(second);
  EXPECT_NE(second.problem().message.find("locked by another Quotadeck hook"), std::string::npos);
  first = Problem{"closed"};
  EXPECT_TRUE(open());
}

TEST_F(RegistryTest, SetsADamagedFileAside) {
  ASSERT_TRUE(open());
  std::string file = directory + "/a/state/registry.pb";
  std::ofstream(file) << "garbage";
  auto registry = open();
  ASSERT_TRUE(registry) << registry.problem().message;
  EXPECT_TRUE(registry->projects.empty());
  EXPECT_EQ(*read_file(file + ".damaged"), "garbage");
}

TEST_F(RegistryTest, SetsAsideAFileWhoseEntriesContradictEachOther) {
  {
    auto registry = open();
    registry->projects.push_back(project(7, "/b/x", 3));
    ASSERT_TRUE(registry->save());
  }
  EXPECT_TRUE(open()->projects.empty());
}

TEST_F(RegistryTest, RefusesToBecomeTooLargeToBeReadAgain) {
  {
    auto registry = open();
    registry->file_system("/dev/a", "/a");
    for (std::uint32_t id = 1; id <= 47; ++id)
      registry->projects.push_back(project(id, std::string(1 << 20, 'x'), 0));
    ASSERT_TRUE(registry->save());
    registry->projects.push_back(project(48, std::string(1 << 20, 'x'), 0));
    auto saved = registry->save();
    ASSERT_FALSE(saved);
    EXPECT_NE(saved.problem().message.find("is full with 48 projects"), std::string::npos);
  }
  EXPECT_EQ(open()->projects.size(), 47u);
}

TEST_F(RegistryTest, SaysWhyItsDirectoryCannotBeUsed) {
  std::ofstream(directory + "/a") << "a file";
  auto registry = open();
  ASSERT_FALSE(registry);
  EXPECT_NE(registry.problem().message.find(directory + "/a"), std::string::npos);
}

TEST_F(RegistryTest, ReplacedFilesHaveTheModeAskedForAndLeaveNothingBeside) {
  std::string file = directory + "/status.pb";
  ASSERT_TRUE(replace_file(file, "one", 0644));
  ASSERT_TRUE(replace_file(file, "two", 0644));
  struct stat found {};
  ASSERT_EQ(::stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0644u);
  EXPECT_EQ(*read_file(file), "two");
  EXPECT_FALSE(std::filesystem::exists(file + ".new"));
  EXPECT_FALSE(replace_file(directory + "/missing/status.pb", "x", 0644));
}

}  // namespace
}  // namespace quotadeck
