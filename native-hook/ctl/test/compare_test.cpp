#include "ctl/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace quotadeck::ctl {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;

// A hook in process 7 with one project about which all agree.
class CompareTest : public ::testing::Test {
 protected:
  CompareTest() {
    Project project;
    project.id = 100001;
    project.path = "/m/a";
    project.limits = {kMiB, 0};
    project.state = ProjectState::active;
    Status status;
    status.pid = 7;
    status.written_at_ms = 1'000'000;
    status.interval_ms = 5000;
    status.projects = {project};
    facts.status = status;
    facts.projects.push_back(
        {project, "/m", QuotaUsage{100001, {kMiB, 0}, 4096, 2}, ProjectLabel{100001, true}});
    facts.file_systems.push_back({"/m", QuotaState{true, true}});
  }

  std::vector<std::string> kinds() const {
    std::vector<std::string> found;
    for (const Difference& difference : compare(facts, Options{})) {
      EXPECT_FALSE(difference.explanation.empty());
      found.push_back(difference.kind);
    }
    return found;
  }

  using Kinds = std::vector<std::string>;

  Facts facts{7, 1'004'000, Status{}, {}, {}, {}};
};

TEST_F(CompareTest, NothingWhenAllAgree) {
  EXPECT_EQ(kinds(), Kinds{});
}

TEST_F(CompareTest, AHookThatDoesNotRunOrReport) {
  facts.now_ms += 60'000;
  EXPECT_EQ(kinds(), Kinds{"status-stale"});
  facts.hook = 0;
  EXPECT_EQ(kinds(), Kinds{"hook-not-running"});
  facts.hook = 8;
  facts.now_ms -= 60'000;
  EXPECT_EQ(kinds(), Kinds{"status-of-other-process"});
  facts.hook = 7;
  facts.status = Problem{"cut off"};
  EXPECT_EQ(kinds(), Kinds{"status-unreadable"});
}

TEST_F(CompareTest, LimitsOfKernelAndRegistry) {
  facts.projects[0].kernel->hard.bytes = 2 * kMiB;
  EXPECT_EQ(kinds(), Kinds{"limit-changed"});
  facts.projects[0].kernel->hard.bytes = 0;
  EXPECT_EQ(kinds(), Kinds{"limit-lost"});
  facts.projects[0].recorded.state = ProjectState::released;
  EXPECT_EQ(kinds(), Kinds{"limit-changed"});
  facts.projects[0].kernel = Problem{"no answer"};
  EXPECT_EQ(kinds(), Kinds{"kernel-unreadable"});
}

TEST_F(CompareTest, LabelsOfDirectories) {
  facts.projects[0].label->inherit = false;
  EXPECT_EQ(kinds(), Kinds{"label-not-inherited"});
  facts.projects[0].label->id = 0;
  EXPECT_EQ(kinds(), Kinds{"label-differs"});
  facts.projects[0].label = Problem{"a symbolic link", ELOOP};
  EXPECT_EQ(kinds(), Kinds{"directory-unreadable"});
  facts.projects[0].label = Problem{"gone", ENOENT};
  EXPECT_EQ(kinds(), Kinds{"still-charged"});
  facts.projects[0].kernel->used_inodes = 0;
  EXPECT_EQ(kinds(), Kinds{"directory-gone"});
}

TEST_F(CompareTest, AnUnfinishedLaunchIsOneFinding) {
  facts.projects[0].recorded.state = ProjectState::reserved;
  EXPECT_EQ(kinds(), Kinds{});  // done, and recorded with the next report
  facts.projects[0].label->id = 0;
  facts.projects[0].kernel->hard = {};
  EXPECT_EQ(kinds(), Kinds{"launch-unfinished"});
}

TEST_F(CompareTest, RegistryAndStatusFile) {
  facts.status->projects[0].path = "/m/b";
  EXPECT_EQ(kinds(), Kinds{"status-path-differs"});
  facts.status->projects[0].id = 100002;
  EXPECT_EQ(kinds(), (Kinds{"not-in-status", "not-in-registry"}));
  facts.status->projects[0].id = 0;
  EXPECT_EQ(kinds(), (Kinds{"not-in-status", "without-quota"}));
}

TEST_F(CompareTest, FileSystemsWithoutQuota) {
  facts.file_systems[0].quota->enforcement = false;
  EXPECT_EQ(kinds(), Kinds{"quota-not-enforced"});
  facts.file_systems[0].quota->accounting = false;
  facts.projects[0].kernel = Problem{"project quota is not switched on"};
  EXPECT_EQ(kinds(), Kinds{"quota-off"});
  facts.file_systems[0].quota = Problem{"nothing is mounted at /m"};
  EXPECT_EQ(kinds(), Kinds{"file-system-missing"});
}

TEST_F(CompareTest, StraysAreShownWithTheirDirectories) {
  facts.strays.push_back({QuotaUsage{100009, {kMiB, 0}, 0, 0}, "/m", {}});
  facts.strays.push_back({QuotaUsage{100010, {}, 4096, 1}, "/m", {"/m/x", "/m/y"}});
  auto differences = compare(facts, Options{});
  ASSERT_EQ(differences.size(), 3u);
  EXPECT_EQ(differences[0].path, "/m");
  EXPECT_EQ(differences[2].path, "/m/y");
  EXPECT_EQ(differences[2].id, 100010u);
}

}  // namespace
}  // namespace quotadeck::ctl
