#include "hook/status.hpp"

#include <gtest/gtest.h>

namespace quotadeck {
namespace {

Status example() {
  Status status;
  status.build = {"0.1.0", std::string("\x01\x00\xff", 3), "1.12.0", "/lib/q.so", "org_module"};
  status.hostname = "agent-1";
  status.boot_id = "b0075";
  status.pid = 4711;
  status.started_at_ms = 1700000000000;
  status.written_at_ms = 1700000005000;
  status.sequence = 2;
  status.interval_ms = 5000;
  status.file_systems.push_back({"/dev/vdb", "/var/lib/mesos", {true, true}, 1000, 10});
  Project project;
  project.id = 100000;
  project.container_name = "mesos-1";
  project.task_id = "task\n\"1\"";
  project.executor_id = "executor";
  project.framework_id = "framework";
  project.path = "/var/lib/mesos/volumes/mesos-1";
  project.limits = {std::uint64_t{5} << 40, 7};
  project.used_bytes = 4096;
  project.used_inodes = 1;
  project.state = ProjectState::released;
  project.since_ms = 1700000001000;
  project.last_error = "none of note";
  status.projects = {project, Project{}};
  status.counters = {1, 2, 3, 4, 5};
  return status;
}

TEST(Status, ReadsBackWhatWasWritten) {
  Status before = example();
  auto after = decode_status(encode_status(before));
  ASSERT_TRUE(after) << after.problem().message;
  EXPECT_EQ(encode_status(*after), encode_status(before));
  EXPECT_EQ(after->build.build_id, before.build.build_id);
  EXPECT_EQ(after->pid, 4711u);
  ASSERT_EQ(after->projects.size(), 2u);
  EXPECT_EQ(after->projects[0].task_id, "task\n\"1\"");
  EXPECT_EQ(after->projects[0].limits.bytes, std::uint64_t{5} << 40);
  EXPECT_EQ(after->projects[0].state, ProjectState::released);
  EXPECT_TRUE(after->file_systems[0].quota.enforcement);
  EXPECT_EQ(after->counters.write_errors, 5u);
}

// Beyond its names a project must not cost more, or ten thousand of them are slow to fetch.
TEST(Status, ProjectsAreSmall) {
  Status status;
  status.file_systems = {{}, {}};
  std::size_t empty = encode_status(status).size();
  std::size_t names = 0;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    Project project = example().projects[0];
    project.id = 4'200'000'000u + i;
    project.last_error.clear();
    project.limits = {std::uint64_t{200} << 40, 100'000'000};
    project.used_bytes = (std::uint64_t{199} << 40) + i;
    project.used_inodes = 90'000'000 + i;
    project.file_system = 1;
    project.limit_changed = true;
    names += project.container_name.size() + project.task_id.size() + project.executor_id.size() +
             project.framework_id.size() + project.path.size();
    status.projects.push_back(project);
  }
  std::size_t beyond = (encode_status(status).size() - empty - names) / 10'000;
  RecordProperty("bytes_per_project_beyond_names", static_cast<int>(beyond));
  EXPECT_LE(beyond, 96u);
}

TEST(Status, TellsWhetherALimitWasChanged) {
  Status status = example();
  status.projects[0].limit_changed = true;
  auto after = decode_status(encode_status(status));
  ASSERT_TRUE(after);
  EXPECT_TRUE(after->projects[0].limit_changed);
  EXPECT_FALSE(after->projects[1].limit_changed);
}

TEST(Status, EndsWithTheLengthOfItsBody) {
  std::string bytes = encode_status(example());
  ASSERT_GT(bytes.size(), 5u);
  const auto* end = reinterpret_cast<const unsigned char*>(bytes.data() + bytes.size() - 5);
  EXPECT_EQ(end[0], 15 << 3 | 5);
  std::size_t body = end[1] | end[2] << 8 | end[3] << 16 | end[4] << 24;
  EXPECT_EQ(body, bytes.size() - 5);
}

TEST(Status, IsRefusedWhenCutOffAnywhere) {
  std::string bytes = encode_status(example());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_status(std::string_view(bytes).substr(0, length))) << length;
}

TEST(Status, IsRefusedWhenAPieceIsMissingBeforeTheEnd) {
  std::string bytes = encode_status(Status{});
  EXPECT_TRUE(decode_status(bytes));
  // schema_version, a whole field
  EXPECT_FALSE(decode_status(bytes.substr(2)));
}

TEST(Status, IsRefusedWhenItIsSomethingElse) {
  EXPECT_FALSE(decode_status("<html>not a status file</html>"));
  std::string bytes = encode_status(example());
  EXPECT_FALSE(decode_status(bytes + "x"));
}

TEST(Status, PassesOverFieldsOfLaterVersions) {
  std::string later = std::string("\xa2\x06\x03new", 6);  // field 100, three bytes
  std::string bytes = later + encode_status(Status{});
  bytes[bytes.size() - 4] = static_cast<char>(bytes[bytes.size() - 4] + later.size());
  EXPECT_TRUE(decode_status(bytes));
}

}  // namespace
}  // namespace quotadeck
