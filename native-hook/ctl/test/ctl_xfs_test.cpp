// quotadeck-hookctl, run beside a hook and without one, on real XFS.
#include <sys/wait.h>

#include "keeper_fixture.hpp"
#include "quota/tree.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

struct Answer {
  int status = -1;
  std::string output;  // both streams
};

std::string drain(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t got; (got = ::read(fd, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

Answer run_program(std::vector<std::string> words) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  pid_t child = ::fork();
  if (child == 0) {
    ::dup2(writer.get(), STDOUT_FILENO);
    ::dup2(writer.get(), STDERR_FILENO);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  writer.reset();
  Answer answer;
  answer.output = drain(reader.get());
  int status = 0;
  ::waitpid(child, &status, 0);
  answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return answer;
}

class CtlTest : public KeeperTest {
 protected:
  // What a test leaves in the kernel would be a stray for the next one.
  void TearDown() override {
    KeeperTest::TearDown();
    std::uint32_t id = options.project_range.first;
    for (auto next = next_quota(target(), id); next && *next; next = next_quota(target(), id)) {
      if ((*next)->id > options.project_range.last) return;
      ASSERT_TRUE(set_limits(target(), (*next)->id, {}));
      id = (*next)->id + 1;
    }
  }

  Answer ctl(std::vector<std::string> words) {
    words.insert(words.begin(), {QUOTADECK_HOOKCTL, "--state-dir", options.state_dir,
                                 "--status-file", options.status_file});
    return run_program(words);
  }

  static bool says(const Answer& answer, const std::string& text) {
    return answer.output.find(text) != std::string::npos;
  }

  std::uint64_t limit_of(std::uint32_t id) {
    auto quota = get_quota(target(), id);
    return quota ? quota->hard.bytes : ~0ull;
  }
};

TEST_F(CtlTest, ListShowsWhatTheKernelCountsNow) {
  Launch launch = task("a\nb", "4MiB");
  Grant grant = must_launch(launch);
  report();
  write_zeros(launch.sandbox + "/file", kMiB);
  Answer text = ctl({"list"});
  EXPECT_EQ(text.status, 0) << text.output;
  EXPECT_TRUE(says(text, std::to_string(grant.project_id))) << text.output;
  EXPECT_TRUE(says(text, "4.0MiB")) << text.output;
  EXPECT_TRUE(says(text, "25%")) << text.output;
  EXPECT_TRUE(says(text, "mesos-a\\x0ab")) << text.output;
  Answer json = ctl({"list", "--json"});
  EXPECT_TRUE(says(json, "\"limitBytes\":4194304")) << json.output;
  EXPECT_TRUE(says(json, "\"usedBytes\":1048576")) << json.output;
  EXPECT_TRUE(says(json, "\"container\":\"mesos-a\\u000ab\"")) << json.output;
}

TEST_F(CtlTest, VerifyFindsNothingAtFirstAndThenWhatWasChanged) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  report();
  Answer good = ctl({"verify"});
  EXPECT_EQ(good.status, 0) << good.output;
  EXPECT_EQ(good.output, "1 project compared, all agree\n");
  ASSERT_TRUE(set_limits(target(), grant.project_id, {3 * kMiB, 0}));
  Fd sandbox = open_directory(launch.sandbox);
  ASSERT_TRUE(write_label(sandbox.get(), {0, false}));
  Answer bad = ctl({"verify", "--json"});
  EXPECT_EQ(bad.status, 1);
  EXPECT_TRUE(says(bad, "\"hookProcess\":" + std::to_string(::getpid()))) << bad.output;
  EXPECT_TRUE(says(bad, "limit-changed")) << bad.output;
  EXPECT_TRUE(says(bad, "label-differs")) << bad.output;
  report();
  report();  // the first one shows the limit; the label is back by then
  EXPECT_EQ(ctl({"verify"}).status, 0) << ctl({"verify"}).output;
}

TEST_F(CtlTest, VerifySaysThatNoHookRuns) {
  must_launch(task("a", "1MiB"));
  report();
  stop();
  Answer answer = ctl({"verify"});
  EXPECT_EQ(answer.status, 1);
  EXPECT_TRUE(says(answer, "hook-not-running")) << answer.output;
}

TEST_F(CtlTest, VerifyFindsStraysAndTheirDirectories) {
  Launch launch = task("a", "1MiB");
  Grant lost = must_launch(launch);
  stop();
  fs::remove(options.state_dir + "/registry.pb");
  start();
  report();
  Answer found = ctl({"verify"});
  EXPECT_EQ(found.status, 1);
  EXPECT_TRUE(
      says(found, "stray: project " + std::to_string(lost.project_id) + ": " + launch.sandbox))
      << found.output;
  Answer released = ctl({"release", std::to_string(lost.project_id)});
  EXPECT_EQ(released.status, 0) << released.output;
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  EXPECT_EQ(limit_of(lost.project_id), 0u);
  EXPECT_EQ(ctl({"verify"}).status, 0) << ctl({"verify"}).output;
}

TEST_F(CtlTest, SetLimitIsKeptByTheRunningHook) {
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_INODE_LIMIT"] = "100";
  Grant grant = must_launch(launch);
  std::string id = std::to_string(grant.project_id);
  Answer answer = ctl({"set-limit", id, "2MiB"});
  EXPECT_EQ(answer.status, 0);
  EXPECT_TRUE(says(answer, "from 1MiB and 100 inodes to 2MiB and 100 inodes")) << answer.output;
  Status status = report();
  EXPECT_EQ(status.projects.at(0).limits.bytes, 2 * kMiB);
  EXPECT_EQ(status.projects.at(0).limits.inodes, 100u);
  EXPECT_EQ(status.projects.at(0).state, ProjectState::active);
  EXPECT_EQ(ctl({"set-limit", id, "2MiB", "--inodes", "0"}).status, 0);
  EXPECT_EQ(report().projects.at(0).limits.inodes, 0u);
  write_zeros(launch.sandbox + "/file", 4 * kMiB);
  EXPECT_TRUE(is_no_space(errno));
}

TEST_F(CtlTest, SetLimitIsKeptByTheHookThatStartsLater) {
  Grant grant = must_launch(task("a", "1MiB"));
  stop();
  EXPECT_EQ(ctl({"set-limit", std::to_string(grant.project_id), "5MiB"}).status, 0);
  start();
  EXPECT_EQ(report().projects.at(0).limits.bytes, 5 * kMiB);
}

TEST_F(CtlTest, SetLimitWarnsBelowTheUse) {
  Launch launch = task("a", "4MiB");
  Grant grant = must_launch(launch);
  write_zeros(launch.sandbox + "/file", 2 * kMiB);
  Answer answer = ctl({"set-limit", std::to_string(grant.project_id), "1MiB"});
  EXPECT_EQ(answer.status, 0);
  EXPECT_TRUE(says(answer, "it already uses")) << answer.output;
}

TEST_F(CtlTest, RefusesProjectsThatAreNotTheHooks) {
  Answer limit = ctl({"set-limit", "777", "1MiB"});
  EXPECT_EQ(limit.status, 2);
  EXPECT_TRUE(says(limit, "project 777 is not in the registry")) << limit.output;
  ASSERT_TRUE(set_limits(target(), 777, {kMiB, 0}));
  Answer released = ctl({"release", "777"});
  EXPECT_EQ(released.status, 2);
  EXPECT_TRUE(says(released, "belongs to somebody else")) << released.output;
  EXPECT_EQ(limit_of(777), kMiB);
  ASSERT_TRUE(set_limits(target(), 777, {}));
  EXPECT_TRUE(says(ctl({"release", "100777"}), "neither the registry nor the kernel"));
}

TEST_F(CtlTest, ReleaseBesideAHookLeavesActiveProjectsAlone) {
  Launch launch = task("a", "1MiB");
  std::string id = std::to_string(must_launch(launch).project_id);
  Answer refused = ctl({"release", id, "--force"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(says(refused, "End the container")) << refused.output;
  EXPECT_NE(label_of(launch.sandbox), 0u);
}

TEST_F(CtlTest, ReleaseBesideAHookIsFreedByTheHook) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  write_zeros(launch.sandbox + "/file", 4096);
  keeper->executor_removed("F", "a");
  report();
  Answer answer = ctl({"release", std::to_string(grant.project_id), "--json"});
  EXPECT_EQ(answer.status, 0);
  EXPECT_TRUE(says(answer, "\"unlabelled\":2,\"stillRecorded\":true")) << answer.output;
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  EXPECT_TRUE(all_freed());
  EXPECT_TRUE(fs::exists(launch.sandbox + "/file"));
}

TEST_F(CtlTest, ReleaseWithoutAHookNeedsForceForActiveProjects) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  std::string id = std::to_string(grant.project_id);
  stop();
  Answer refused = ctl({"release", id});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(says(refused, "--force")) << refused.output;
  Answer forced = ctl({"release", id, "--force"});
  EXPECT_EQ(forced.status, 0) << forced.output;
  EXPECT_EQ(label_of(launch.sandbox), 0u);
  EXPECT_EQ(limit_of(grant.project_id), 0u);
  start();
  EXPECT_TRUE(report().projects.empty());
}

TEST_F(CtlTest, ReleaseKeepsAnIdThatIsStillCharged) {
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  write_zeros(launch.sandbox + "/file", 4096);
  fs::rename(launch.sandbox + "/file", directory + "/moved");
  keeper->executor_removed("F", "a");
  report();
  stop();
  Answer answer = ctl({"release", std::to_string(grant.project_id)});
  EXPECT_TRUE(says(answer, "1 inodes are still charged")) << answer.output;
  start();
  EXPECT_EQ(report().projects.at(0).id, grant.project_id);
  fs::remove(directory + "/moved");
  EXPECT_TRUE(all_freed());
}

TEST_F(CtlTest, WhereQuotaIsOffNothingIsHalfDone) {
  OtherDisk disk("prjquota");
  ASSERT_TRUE(disk.mounted());
  work = disk.path + "/work";
  Launch launch = task("a", "1MiB");
  Grant grant = must_launch(launch);
  stop();
  disk.unmount();
  OtherDisk without("noquota");
  ASSERT_TRUE(without.mounted());
  std::string id = std::to_string(grant.project_id);
  for (const Answer& refused : {ctl({"release", id, "--force"}), ctl({"set-limit", id, "2MiB"})}) {
    EXPECT_EQ(refused.status, 2);
    EXPECT_TRUE(says(refused, "project quota is not switched on; mount")) << refused.output;
  }
  EXPECT_EQ(label_of(launch.sandbox), grant.project_id);
  Answer differences = ctl({"verify"});
  EXPECT_TRUE(says(differences, "quota-off: " + disk.path)) << differences.output;
  EXPECT_FALSE(says(differences, "kernel-unreadable")) << differences.output;
}

TEST_F(CtlTest, SaysWhatToDoWhereNothingCanBeRead) {
  Answer missing = run_program({QUOTADECK_HOOKCTL, "list", "--state-dir", "/run/nowhere"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(says(missing, "/run/nowhere")) << missing.output;
  EXPECT_TRUE(says(missing, "--state-dir")) << missing.output;
  stop();
  Fd file(::open((options.state_dir + "/registry.pb").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
  ASSERT_EQ(::write(file.get(), "garbage", 7), 7);
  Answer damaged = ctl({"release", "100001"});
  EXPECT_EQ(damaged.status, 2);
  EXPECT_TRUE(says(damaged, "is damaged")) << damaged.output;
  EXPECT_EQ(*read_file(options.state_dir + "/registry.pb"), "garbage");
}

}  // namespace
}  // namespace quotadeck
