#include "hook/quota_index.hpp"

#include <gtest/gtest.h>

namespace quotadeck {
namespace {

Project project(std::uint32_t id, const std::string& executor, ProjectState state) {
  Project made;
  made.id = id;
  made.framework_id = "F";
  made.executor_id = executor;
  made.state = state;
  made.limits.bytes = 10 * id;
  made.used_bytes = id;
  return made;
}

TEST(QuotaIndex, FindsByFrameworkAndExecutor) {
  QuotaIndex index;
  EXPECT_FALSE(index.find("F", "a"));
  index.replace({project(1, "a", ProjectState::active), project(2, "b", ProjectState::active)});
  auto found = index.find("F", "b");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->project_id, 2u);
  EXPECT_EQ(found->limit_bytes, 20u);
  EXPECT_EQ(found->used_bytes, 2u);
  EXPECT_FALSE(index.find("G", "b"));
  index.replace({});
  EXPECT_FALSE(index.find("F", "b"));
}

TEST(QuotaIndex, PrefersTheRunThatGoesOn) {
  QuotaIndex index;
  for (bool active_first : {false, true}) {
    Project ended = project(1, "a", ProjectState::released);
    Project runs = project(2, "a", ProjectState::active);
    index.replace(active_first ? std::vector<Project>{runs, ended}
                               : std::vector<Project>{ended, runs});
    EXPECT_EQ(index.find("F", "a")->project_id, 2u);
  }
}

TEST(QuotaIndex, KnowsALaunchBeforeItsFirstReport) {
  QuotaIndex index;
  index.replace({project(1, "a", ProjectState::released)});
  index.add("F", "a", {2, 20, std::nullopt});
  EXPECT_EQ(index.find("F", "a")->project_id, 2u);
  EXPECT_FALSE(index.find("F", "a")->used_bytes);
  index.replace({project(2, "a", ProjectState::active)});
  EXPECT_EQ(index.find("F", "a")->used_bytes, 2u);
  index.replace({});
  EXPECT_FALSE(index.find("F", "a"));
}

TEST(QuotaIndex, LeavesOutWhatHasNoQuota) {
  QuotaIndex index;
  index.replace({project(0, "a", ProjectState::error)});
  EXPECT_FALSE(index.find("F", "a"));
}

}  // namespace
}  // namespace quotadeck
