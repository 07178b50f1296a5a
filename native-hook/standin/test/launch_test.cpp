#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>

#include "agent_process.hpp"

namespace standin::test {
namespace {

using json::Array;
using json::Object;

class Launch : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(agent_.wait_until_recovered()) << agent_.log(); }

  // Tasks outlive an agent that is only killed.
  void TearDown() override {
    agent_.kill(SIGUSR1);
    EXPECT_EQ(agent_.wait_for_exit(), 0);
  }

  HttpAnswer launch(const std::string& command, const Object& environment = {}) {
    return agent_.post("/standin/launch", Object{{"task_id", "t"},
                                                 {"framework_id", "f"},
                                                 {"command", command},
                                                 {"environment", environment}});
  }

  std::string in_sandbox(const std::string& name) {
    return read_or_empty(*agent_.task("t").at("directory").as<std::string>() + "/" + name);
  }

  const TemporaryDirectory directory_;
  AgentProcess agent_{directory_.path("work"),
                      {R"(--executor_environment_variables={"FROM_FLAG":"x"})",
                       "--executor_shutdown_grace_period=300ms"}};
};

TEST_F(Launch, MakesTheSandboxThatMesosWouldMake) {
  launch("echo out; echo err >&2; pwd > where");
  EXPECT_EQ(agent_.wait_for_end("t"), "TASK_FINISHED");
  const Object task = agent_.task("t");
  const std::string id = *agent_.get_object("/state")["id"].as<std::string>();
  const std::string directory = *task.at("directory").as<std::string>();
  EXPECT_EQ(directory, directory_.path("work") + "/slaves/" + id +
                           "/frameworks/f/executors/t/runs/" +
                           *task.at("container_id").as<std::string>());
  struct stat status {};
  ASSERT_EQ(::stat(directory.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0750u);
  EXPECT_EQ(in_sandbox("stdout"), "out\n");
  EXPECT_EQ(in_sandbox("stderr"), "err\n");
  EXPECT_EQ(in_sandbox("where"), directory + "\n");
}

TEST_F(Launch, GivesTheTaskItsEnvironmentAndNothingOfTheAgents) {
  launch("env > e", {{"A", "two words"}});
  EXPECT_EQ(agent_.wait_for_end("t"), "TASK_FINISHED");
  const std::string environment = in_sandbox("e");
  for (const char* line : {"A=two words\n", "FROM_FLAG=x\n", "MESOS_FRAMEWORK_ID=f\n",
                           "MESOS_EXECUTOR_ID=t\n", "CONTAINER_NAME=mesos-", "MESOS_SANDBOX=/"}) {
    EXPECT_NE(environment.find(line), std::string::npos) << line << environment;
  }
  EXPECT_EQ(environment.find("HOME="), std::string::npos);
}

TEST_F(Launch, RunsInTheSandboxWithoutAQuotaDirectory) {
  launch("pwd > where", {{"XFS_QUOTA_PATH", directory_.path("volumes")}});
  EXPECT_EQ(agent_.wait_for_end("t"), "TASK_FINISHED");
  EXPECT_EQ(in_sandbox("where"), *agent_.task("t").at("directory").as<std::string>() + "\n");
}

TEST_F(Launch, ShowsARunningTaskEverywhere) {
  EXPECT_EQ(launch("sleep 60").status, 200);
  Try<json::Value> containers = json::parse(agent_.get("/containers").body);
  const Array& list = *containers->as<Array>();
  ASSERT_EQ(list.size(), 1u);
  const Object container = *list[0].as<Object>();
  EXPECT_EQ(*container.at("executor_id").as<std::string>(), "t");
  EXPECT_EQ(*container.at("framework_id").as<std::string>(), "f");

  const Array frameworks = *agent_.get_object("/state")["frameworks"].as<Array>();
  ASSERT_EQ(frameworks.size(), 1u);
  const Array executors = *frameworks[0].as<Object>()->at("executors").as<Array>();
  ASSERT_EQ(executors.size(), 1u);
  const Object executor = *executors[0].as<Object>();
  EXPECT_EQ(*executor.at("container").as<std::string>(),
            *container.at("container_id").as<std::string>());
  EXPECT_EQ(executor.at("tasks").as<Array>()->size(), 1u);
  EXPECT_EQ(*agent_.get_object("/metrics/snapshot")["slave/tasks_running"].as<int64_t>(), 1);
}

TEST_F(Launch, SaysHowACommandFailed) {
  launch("exit 3");
  EXPECT_EQ(agent_.wait_for_end("t"), "TASK_FAILED");
  EXPECT_EQ(*agent_.task("t").at("message").as<std::string>(), "Container exited with status 3");
}

TEST_F(Launch, KillsPolitelyAndThenForGood) {
  launch("trap '' TERM; while :; do sleep 0.05; done");
  EXPECT_EQ(agent_.post("/standin/kill", Object{{"task_id", "t"}}).status, 200);
  EXPECT_EQ(agent_.wait_for_end("t"), "TASK_KILLED");
  EXPECT_EQ(agent_.post("/standin/kill", Object{{"task_id", "t"}}).status, 404);
}

TEST_F(Launch, RefusesASecondTaskOfTheSameName) {
  EXPECT_EQ(launch("sleep 60").status, 200);
  EXPECT_EQ(launch("true").status, 409);
}

TEST_F(Launch, RefusesBadRequests) {
  for (const char* body :
       {"", "{", "[]", "{}", R"({"task_id":"t"})", R"({"task_id":"../x","command":"true"})",
        R"({"task_id":"..","command":"true"})", R"({"task_id":"t","command":"true","disk_mb":-1})",
        R"({"task_id":"t","command":"true","environment":{"A":1}})",
        R"({"task_id":"t","command":"true","comand":"x"})"}) {
    const HttpAnswer answer = agent_.request("POST", "/standin/launch", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.body.find("Bad launch request: "), 0u) << answer.body;
  }
}

}  // namespace
}  // namespace standin::test
