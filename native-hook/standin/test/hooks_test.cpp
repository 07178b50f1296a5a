#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "agent_process.hpp"

// What hooks can do to an agent, from create() to the end of an executor.

namespace standin::test {
namespace {

using json::Array;
using json::Object;

const std::string FIRST = "demo_mesos_xfsquotahook";
const std::string SECOND = "demo_second_hook";

Object library(const char* file, const std::string& module, const Object& parameters) {
  const Object parsed =
      json::parse_object(manifest(STANDIN_FIXTURES + std::string("/") + file, module, parameters))
          .get();
  return *(*parsed.at("libraries").as<Array>())[0].as<Object>();
}

/// An agent with both fixture hooks, the second one first in --hooks.
class Hooks : public testing::Test {
 protected:
  std::vector<std::string> flags(Object first, Object second = {}) {
    first["log"] = log_;
    second["log"] = log_;
    const Object modules{{"libraries", Array{library("libfixture-first.so", FIRST, first),
                                             library("libfixture-second.so", SECOND, second)}}};
    return {"--modules=" + json::write(modules), "--hooks=" + SECOND + "," + FIRST};
  }

  static Object task(const std::string& command) {
    return {{"task_id", "t"}, {"command", command}, {"environment", Object{{"A", "1"}}}};
  }

  Object launch(AgentProcess& agent, const Object& body) {
    const HttpAnswer answer = agent.post("/standin/launch", body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    Try<Object> parsed = json::parse_object(answer.body);
    return parsed.isSome() ? parsed.get() : Object();
  }

  std::string calls() const { return read_or_empty(log_); }

  const TemporaryDirectory directory_;
  const std::string log_ = directory_.path("calls");
  const std::string work_ = directory_.path("work");
};

TEST_F(Hooks, RunInTheOrderOfTheFlagAndTheLaterOneWins) {
  AgentProcess agent(work_, flags({{"variable", "V"}}, {{"variable", "V"}}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  launch(agent, task("printf %s $V > v"));
  EXPECT_EQ(agent.wait_for_end("t"), "TASK_FINISHED");
  EXPECT_EQ(read_or_empty(*agent.task("t").at("directory").as<std::string>() + "/v"), FIRST);
  EXPECT_LT(calls().find(SECOND + " create"), calls().find(FIRST + " create"));
  EXPECT_LT(calls().find(SECOND + " launch"), calls().find(FIRST + " launch"));
}

TEST_F(Hooks, SeeTheTaskInThreePlaces) {
  AgentProcess agent(work_, flags({}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  Object body = task("true");
  body["disk_mb"] = 64;
  const Object launched = launch(agent, body);
  const std::string container = *launched.at("container_name").as<std::string>();
  const std::string directory = *launched.at("directory").as<std::string>();
  EXPECT_NE(
      calls().find(FIRST + " launch task=t executor=t container=" + container +
                   " directory=" + directory +
                   " mapped=/mnt/mesos/sandbox A.task=1 A.executor=1 A.env=1 disk=67108864\n"),
      std::string::npos)
      << calls();
}

TEST_F(Hooks, MayMakeTheDirectoryThatTheTaskRunsIn) {
  const std::string volumes = directory_.path("volumes");
  AgentProcess agent(work_, flags({{"mkdir", volumes}}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  Object body = task("pwd > where");
  body["environment"] = Object{{"XFS_QUOTA_PATH", volumes}};
  const Object launched = launch(agent, body);
  EXPECT_EQ(agent.wait_for_end("t"), "TASK_FINISHED");
  const std::string limited = volumes + "/" + *launched.at("container_name").as<std::string>();
  EXPECT_EQ(read_or_empty(limited + "/where"), limited + "\n");
}

TEST_F(Hooks, GetNoTaskForACustomExecutor) {
  AgentProcess agent(work_, flags({}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  Object body = task("true");
  body["custom_executor"] = true;
  launch(agent, body);
  EXPECT_NE(calls().find(FIRST + " launch task=none executor=t"), std::string::npos) << calls();
}

TEST_F(Hooks, GetALinkWhereThePathHasAColon) {
  AgentProcess agent(work_, flags({}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  Object body = task("true");
  body["task_id"] = "a:b";
  const Object launched = launch(agent, body);
  const std::string link =
      "/docker/links/" + *launched.at("container_id").as<std::string>() + " mapped=";
  EXPECT_NE(calls().find(link), std::string::npos) << calls();
}

TEST_F(Hooks, LabelATaskStatusOneAfterTheOther) {
  AgentProcess agent(work_, flags({{"label", "A"}}, {{"label", "B"}}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  launch(agent, task("true"));
  EXPECT_EQ(agent.wait_for_end("t"), "TASK_FINISHED");
  const std::string state = agent.get("/state").body;
  EXPECT_NE(state.find(R"("labels":[{"key":"B","value":")" + SECOND + R"("},{"key":"A","value":")" +
                       FIRST + R"("}])"),
            std::string::npos)
      << state;
  for (const char* each : {" state=1 labels=1\n", " state=2 labels=1\n"}) {
    EXPECT_NE(calls().find(FIRST + " status task=t framework=standin-0000" + each),
              std::string::npos)
        << calls();
  }
}

TEST_F(Hooks, ThatCannotLabelAStatusAreLogged) {
  AgentProcess agent(work_, flags({{"label", "A"}}, {{"label", "fail"}}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  launch(agent, task("true"));
  EXPECT_EQ(agent.wait_for_end("t"), "TASK_FINISHED");
  EXPECT_NE(agent.log().find("Agent TaskStatus decorator hook failed for module '" + SECOND +
                             "': refused by a fixture"),
            std::string::npos);
  EXPECT_NE(agent.get("/state").body.find(R"("labels":[{"key":"A")"), std::string::npos);
}

struct Refusal {
  const char* how;
  const char* message;
};

class RefusedLaunch : public Hooks, public testing::WithParamInterface<Refusal> {};

TEST_P(RefusedLaunch, FailsTheTaskAndStillCallsEveryHook) {
  AgentProcess agent(work_, flags({}, {{"launch", GetParam().how}}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  const Object launched = launch(agent, task("true"));
  EXPECT_EQ(*launched.at("state").as<std::string>(), "TASK_FAILED");
  EXPECT_EQ(*launched.at("message").as<std::string>(),
            std::string("Failed to launch container: Collect failed: ") + GetParam().message +
                "; Container destroyed while fetching");
  EXPECT_NE(calls().find(FIRST + " launch"), std::string::npos) << calls();
  EXPECT_NE(calls().find(FIRST + " remove executor=t"), std::string::npos) << calls();
  EXPECT_EQ(*agent.get_object("/metrics/snapshot")["slave/container_launch_errors"].as<int64_t>(),
            1);
}

INSTANTIATE_TEST_SUITE_P(Ways, RefusedLaunch,
                         testing::Values(Refusal{"fail", "refused by a fixture"},
                                         Refusal{"fail-later", "refused later by a fixture"},
                                         Refusal{"discard", "future discarded"}));

TEST_F(Hooks, CreateThatReturnsNullEndsTheAgent) {
  AgentProcess agent(work_, flags({{"create", "null"}}));
  EXPECT_EQ(agent.wait_for_exit(), 1);
  EXPECT_NE(agent.log().find("Error installing hooks: Failed to instantiate hook module '" + FIRST +
                             "': Error creating Module instance for '" + FIRST + "'\n"),
            std::string::npos)
      << agent.log();
}

TEST_F(Hooks, ExceptionsAbortTheAgent) {
  AgentProcess creating(work_, flags({{"create", "throw"}}));
  EXPECT_EQ(creating.wait_for_exit(), 134);

  AgentProcess launching(work_, flags({{"launch", "throw"}}));
  ASSERT_TRUE(launching.wait_until_recovered()) << launching.log();
  EXPECT_EQ(launching.post("/standin/launch", task("true")).status, 0);
  EXPECT_EQ(launching.wait_for_exit(), 134);
  EXPECT_NE(launching.log().find("threw exception: thrown by a fixture"), std::string::npos);
}

TEST_F(Hooks, ErrorsAtTheEndAreOnlyLogged) {
  AgentProcess agent(work_, flags({}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  launch(agent, task("true"));
  EXPECT_EQ(agent.wait_for_end("t"), "TASK_FINISHED");
  EXPECT_NE(agent.log().find("Agent remove executor hook failed for module '" + FIRST + "': noted"),
            std::string::npos);
}

TEST_F(Hooks, ABlockingOneHoldsUpTheContainersEndpointOnly) {
  AgentProcess agent(work_, flags({{"sleep_ms", "600"}}));
  ASSERT_TRUE(agent.wait_until_recovered()) << agent.log();
  std::thread launching([&] { launch(agent, task("true")); });
  while (calls().find(FIRST + " launch") == std::string::npos) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(agent.get("/health").status, 200);
  const auto health = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(agent.get("/containers").status, 200);
  const auto containers = std::chrono::steady_clock::now() - start;
  launching.join();
  EXPECT_LT(health, std::chrono::milliseconds(300));
  EXPECT_GT(containers, std::chrono::milliseconds(400));
}

}  // namespace
}  // namespace standin::test
