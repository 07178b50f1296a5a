#include "mesos/agent_work_dir.hpp"

#include <gtest/gtest.h>

namespace quotadeck {
namespace {

using namespace std::string_view_literals;

TEST(AgentWorkDir, IsTheFlagBeforeTheVariable) {
  EXPECT_EQ(work_dir_of("mesos-agent\0--work_dir=/w/\0--port=1\0"sv, "/other"), "/w");
  EXPECT_EQ(work_dir_of("mesos-agent\0--port=1\0"sv, "/other"), "/other");
  EXPECT_EQ(work_dir_of("mesos-agent\0--work_dir=/last"sv, nullptr), "/last");
}

TEST(AgentWorkDir, IsNotGuessed) {
  EXPECT_EQ(work_dir_of("mesos-agent\0"sv, nullptr), "");
  EXPECT_EQ(work_dir_of("mesos-agent\0--work_dir=file:///etc/x\0"sv, nullptr), "");
  EXPECT_EQ(work_dir_of("mesos-agent\0--work_directory=/w\0"sv, nullptr), "");
  EXPECT_EQ(work_dir_of("", "relative"), "");
}

}  // namespace
}  // namespace quotadeck
