#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "agent_process.hpp"

// An agent that is killed and started again, as systemd does it with KillMode=process.

namespace standin::test {
namespace {

using json::Object;

class Recovery : public testing::Test {
 protected:
  ~Recovery() override {
    if (!agent_) return;
    if (agent_->post("/standin/kill", Object{{"task_id", "t"}}).status != 200) return;
    agent_->wait_for_end("t");
  }

  void start() {
    agent_ = std::make_unique<AgentProcess>(
        directory_.path("work"),
        std::vector<std::string>{
            "--executor_reregistration_timeout=500ms", "--executor_shutdown_grace_period=300ms",
            "--modules=" + manifest(STANDIN_FIXTURES "/libfixture-first.so",
                                    "demo_mesos_xfsquotahook", {{"log", log_}}),
            "--hooks=demo_mesos_xfsquotahook"});
    ASSERT_TRUE(agent_->wait_until_started()) << agent_->log();
  }

  void start_recovered() {
    start();
    ASSERT_TRUE(agent_->wait_until_recovered()) << agent_->log();
  }

  void stop() {
    agent_->kill(SIGTERM);
    EXPECT_EQ(agent_->wait_for_exit(), 128 + SIGTERM);
    agent_.reset();
  }

  void launch(const std::string& command) {
    EXPECT_EQ(
        agent_->post("/standin/launch", Object{{"task_id", "t"}, {"command", command}}).status,
        200);
  }

  size_t count_of(const std::string& call) const {
    const std::string calls = read_or_empty(log_);
    size_t count = 0;
    for (size_t at = calls.find(call); at != std::string::npos; at = calls.find(call, at + 1)) {
      ++count;
    }
    return count;
  }

  const TemporaryDirectory directory_;
  const std::string log_ = directory_.path("calls");
  std::unique_ptr<AgentProcess> agent_;
};

TEST_F(Recovery, KeepsTheAgentIdAndRenewsTheStartTime) {
  start_recovered();
  Object before = agent_->get_object("/state");
  stop();
  start_recovered();
  Object after = agent_->get_object("/state");
  EXPECT_EQ(*before["id"].as<std::string>(), *after["id"].as<std::string>());
  EXPECT_LT(*before["start_time"].as<double>(), *after["start_time"].as<double>());
}

TEST_F(Recovery, TakesOverARunningContainerWithoutANewLaunch) {
  start_recovered();
  launch("sleep 60");
  const Object before = agent_->task("t");
  stop();
  start_recovered();
  const Object after = agent_->task("t");
  EXPECT_EQ(json::write(before), json::write(after));
  EXPECT_EQ(count_of("create"), 2u);
  EXPECT_EQ(count_of("launch"), 1u);
  EXPECT_EQ(count_of("remove"), 0u);

  agent_->post("/standin/kill", Object{{"task_id", "t"}});
  EXPECT_EQ(agent_->wait_for_end("t"), "TASK_KILLED");
  EXPECT_EQ(count_of("remove executor=t"), 1u);
}

TEST_F(Recovery, TellsHooksOfATaskThatEndedMeanwhile) {
  start_recovered();
  launch("while [ ! -e go ]; do sleep 0.05; done; exit 7");
  const std::string directory = *agent_->task("t").at("directory").as<std::string>();
  stop();
  std::ofstream(directory + "/go");
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(count_of("remove"), 0u);
  start_recovered();
  EXPECT_EQ(agent_->wait_for_end("t"), "TASK_FAILED");
  EXPECT_EQ(*agent_->task("t").at("message").as<std::string>(), "Container exited with status 7");
  EXPECT_EQ(count_of("remove executor=t"), 1u);
  EXPECT_EQ(count_of("launch"), 1u);
}

TEST_F(Recovery, AnswersHealthButNotStateUntilItIsOver) {
  start_recovered();
  launch("sleep 60");
  stop();
  start();
  EXPECT_EQ(agent_->get("/health").status, 200);
  EXPECT_EQ(agent_->get("/flags").status, 200);
  EXPECT_EQ(*agent_->get_object("/metrics/snapshot")["slave/registered"].as<int64_t>(), 0);
  const HttpAnswer state = agent_->get("/state");
  EXPECT_EQ(state.status, 503);
  EXPECT_EQ(state.body, "Agent has not finished recovery");
  EXPECT_EQ(agent_->post("/standin/launch", Object{}).status, 503);
  EXPECT_TRUE(agent_->wait_until_recovered());
}

TEST_F(Recovery, ForgetsContainersOfAnEarlierBoot) {
  start_recovered();
  launch("sleep 60");
  const int64_t pid = *agent_->task("t").at("pid").as<int64_t>();
  stop();
  directory_.write("work/meta/boot_id", "00000000-0000-0000-0000-000000000000\n");
  start_recovered();
  EXPECT_EQ(agent_->wait_for_end("t"), "TASK_FAILED");
  EXPECT_EQ(count_of("remove executor=t"), 1u);
  ::kill(static_cast<pid_t>(-pid), SIGKILL);
}

TEST_F(Recovery, RefusesACheckpointThatItCannotRead) {
  start_recovered();
  launch("sleep 60");
  const int64_t pid = *agent_->task("t").at("pid").as<int64_t>();
  stop();
  const std::string meta = directory_.path("work/meta");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(meta)) {
    if (entry.path().filename() == "container.json") std::filesystem::resize_file(entry, 10);
  }
  start();
  EXPECT_EQ(agent_->wait_for_exit(), 1);
  EXPECT_NE(agent_->log().find("EXIT with status 1: Failed to perform recovery: Failed to read '"),
            std::string::npos)
      << agent_->log();
  agent_.reset();
  ::kill(static_cast<pid_t>(-pid), SIGKILL);
}

TEST_F(Recovery, Sigusr1EndsTheTasksAndTheIdentity) {
  start_recovered();
  launch("sleep 60");
  const std::string id = *agent_->get_object("/state")["id"].as<std::string>();
  agent_->kill(SIGUSR1);
  EXPECT_EQ(agent_->wait_for_exit(), 0);
  EXPECT_EQ(count_of("remove executor=t"), 1u);
  agent_.reset();
  start_recovered();
  EXPECT_NE(*agent_->get_object("/state")["id"].as<std::string>(), id);
}

}  // namespace
}  // namespace standin::test
