#include "hook/registry.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <thread>

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

class RegistryJournal : public RegistryTest {
 protected:
  // A registry with project 1 in its file and 2 to `last` in the journal.
  void record_up_to(std::uint32_t last) {
    std::filesystem::remove_all(directory + "/a");
    auto registry = open();
    ASSERT_TRUE(registry) << registry.problem().message;
    registry->projects.push_back(project(1, "/b/1", registry->file_system("/dev/b", "/b")));
    ASSERT_TRUE(registry->save());
    for (std::uint32_t id = 2; id <= last; ++id) {
      std::uint32_t on = registry->file_system("/dev/c", "/c" + std::to_string(id));
      ASSERT_TRUE(registry->record(project(id, "/c/" + std::to_string(id), on)));
    }
  }

  std::string file() { return *read_file(directory + "/a/state/registry.pb"); }
  std::string journal() { return *read_file(directory + "/a/state/launches.journal"); }
  void put_journal(const std::string& bytes) {
    std::ofstream(directory + "/a/state/launches.journal") << bytes;
  }
};

TEST_F(RegistryJournal, KeepsWhatWasRecordedSinceTheFileWasWritten) {
  record_up_to(3);
  std::string before = file();
  {
    auto again = open();
    ASSERT_TRUE(again);
    ASSERT_EQ(again->projects.size(), 3u);
    EXPECT_EQ(again->file_systems[again->find(3)->file_system].mount_point, "/c3");
    EXPECT_EQ(file(), before) << "a record does not write the file";
    Project changed = *again->find(2);
    changed.path = "/moved";
    ASSERT_TRUE(again->save());
    ASSERT_TRUE(again->record(changed));
  }
  EXPECT_EQ(open()->find(2)->path, "/moved");
  EXPECT_EQ(open()->projects.size(), 3u);
}

TEST_F(RegistryJournal, ReadsAllRecordsBeforeOneThatWasCutOffAtAnyByte) {
  record_up_to(3);
  std::size_t end = journal().find_last_not_of('\0') + 1;
  record_up_to(2);
  std::size_t second = journal().find_last_not_of('\0') + 1;
  for (std::size_t length = 0; length < end; ++length) {
    record_up_to(3);
    std::string bytes = journal();
    // As after a loss of power: the rest of the block is what was there before.
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(length), bytes.end(), '\0');
    put_journal(bytes);
    auto registry = open();
    ASSERT_TRUE(registry);
    EXPECT_LE(registry->projects.size(), 3u);
    if (length < second / 2) EXPECT_EQ(registry->projects.size(), 1u) << length;
    EXPECT_EQ(registry->find(3), nullptr) << length;
  }
}

TEST_F(RegistryJournal, IsVoidOnceTheFileIsWritten) {
  record_up_to(3);
  {
    auto registry = open();
    registry->erase(2);
    ASSERT_TRUE(registry->save());
  }
  EXPECT_EQ(open()->projects.size(), 2u) << "an erased project comes back";
}

TEST_F(RegistryJournal, OfAFileThatWasLostIsNotUsed) {
  record_up_to(3);
  std::filesystem::remove(directory + "/a/state/registry.pb");
  EXPECT_TRUE(open()->projects.empty());
  ASSERT_TRUE(open()->save());
  EXPECT_TRUE(open()->projects.empty()) << "a record of the lost file is taken for one of the new";
}

TEST_F(RegistryJournal, ThatIsFullLeadsToTheFileBeingWritten) {
  record_up_to(1000);
  EXPECT_EQ(open()->projects.size(), 1000u);
  EXPECT_EQ(journal().size(), Journal::kBytes);
}

TEST_F(RegistryJournal, ThatCannotBeUsedIsDoneWithout) {
  std::filesystem::create_directories(directory + "/a/state/launches.journal/x");
  {
    auto registry = open();
    ASSERT_TRUE(registry);
    ASSERT_TRUE(registry->save());
    std::uint32_t on = registry->file_system("/dev/b", "/b");
    ASSERT_TRUE(registry->record(project(1, "/b/1", on)));
  }
  EXPECT_EQ(open()->projects.size(), 1u);
}

TEST_F(RegistryTest, IsHeldByOneAtATime) {
  auto first = open();
  auto second = open();
  ASSERT_FALSE(second);
  EXPECT_NE(second.problem().message.find("locked by another Quotadeck hook"), std::string::npos);
  first = Problem{"closed"};
  EXPECT_TRUE(open());
}

TEST_F(RegistryTest, WaitsForOneWhoHoldsItForAMoment) {
  auto first = open();
  std::thread holder([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    first = Problem{"closed"};
  });
  EXPECT_TRUE(open());
  holder.join();
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
