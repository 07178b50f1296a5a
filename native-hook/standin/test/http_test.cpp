#include <gtest/gtest.h>

#include "agent.hpp"
#include "agent_process.hpp"

namespace standin::test {
namespace {

using json::Object;

class Http : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(agent_.wait_until_recovered()) << agent_.log(); }

  const TemporaryDirectory directory_;
  AgentProcess agent_{
      directory_.path("work"),
      {"--hostname=agent1", "--attributes=rack:2;zone:east",
       "--resources=cpus:3;disk(*):100;ports:[1-2]",
       "--modules=" + manifest(STANDIN_FIXTURES "/libfixture-first.so", "demo_mesos_xfsquotahook"),
       "--hooks=demo_mesos_xfsquotahook"}};
};

TEST_F(Http, HealthAndVersion) {
  EXPECT_EQ(agent_.get("/health").status, 200);
  EXPECT_EQ(agent_.get("/health").body, "");
  Object version = agent_.get_object("/version");
  EXPECT_EQ(*version["version"].as<std::string>(), "1.12.0");
  EXPECT_EQ(version["build_date"].as<std::string>()->size(), 19u);
}

TEST_F(Http, FlagsAreStringsAndTheManifestIsText) {
  const Object flags = *agent_.get_object("/flags")["flags"].as<Object>();
  EXPECT_EQ(*flags.at("hooks").as<std::string>(), "demo_mesos_xfsquotahook");
  EXPECT_EQ(*flags.at("strict").as<std::string>(), "true");
  EXPECT_EQ(flags.at("modules").as<std::string>()->find("libraries {\n  file: \"/"), 0u);
}

TEST_F(Http, StateSaysWhoTheAgentIs) {
  Object state = agent_.get_object("/state");
  EXPECT_EQ(*state["hostname"].as<std::string>(), "agent1");
  EXPECT_EQ(state["id"].as<std::string>()->size(), 39u);
  EXPECT_EQ(state["pid"].as<std::string>()->find("slave(1)@127.0.0.1:"), 0u);
  EXPECT_EQ(json::write(state["attributes"]), R"({"rack":2,"zone":"east"})");
  const Object resources = *state["resources"].as<Object>();
  EXPECT_EQ(json::write(resources.at("cpus")), "3");
  EXPECT_EQ(json::write(resources.at("disk")), "100");
  EXPECT_EQ(json::write(resources.at("ports")), "\"[1-2]\"");
  EXPECT_EQ(agent_.get("/slave(1)/state").status, 200);
}

TEST_F(Http, MetricsSayRegistered) {
  Object metrics = agent_.get_object("/metrics/snapshot");
  EXPECT_EQ(*metrics["slave/registered"].as<int64_t>(), 1);
  EXPECT_EQ(*metrics["slave/recovery_errors"].as<int64_t>(), 0);
  EXPECT_GT(*metrics["slave/uptime_secs"].as<double>(), 0);
}

TEST_F(Http, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(agent_.get("/nonsense").status, 404);
  EXPECT_EQ(agent_.request("POST", "/state", "").status, 405);
  EXPECT_EQ(agent_.get("/standin/launch").status, 405);
  EXPECT_EQ(agent_.request("GET", "no slash", "").status, 400);
}

TEST_F(Http, SurvivesRequestsThatAreTooLong) {
  EXPECT_EQ(agent_.get("/" + std::string(40'000, 'x')).status, 413);
  EXPECT_EQ(agent_.get("/health").status, 200);
}

TEST(HttpLab, AnswersTheOwnMachineOnly) {
  const TemporaryDirectory directory;
  HookManager hooks;
  Agent agent(Flags::load({"--work_dir=" + directory.path("work")}, {}).get(), hooks);
  ASSERT_TRUE(agent.recover().isSome());
  EXPECT_EQ(agent.handle({"GET", "/standin/tasks", "", true}).status, 200);
  EXPECT_EQ(agent.handle({"GET", "/standin/tasks", "", false}).status, 403);
  EXPECT_EQ(agent.handle({"POST", "/standin/launch", "{}", false}).status, 403);
  EXPECT_EQ(agent.handle({"GET", "/state", "", false}).status, 200);
}

TEST(HttpStart, RefusesATakenPort) {
  const TemporaryDirectory directory;
  AgentProcess first(directory.path("one"), {});
  ASSERT_TRUE(first.wait_until_recovered());
  const std::string pid = *first.get_object("/state")["pid"].as<std::string>();
  const std::string port = pid.substr(pid.rfind(':') + 1);
  AgentProcess second(directory.path("two"), {"--port=" + port});
  EXPECT_EQ(second.wait_for_exit(), 1);
  EXPECT_NE(second.log().find("Failed to bind on 127.0.0.1:" + port + ": Address already in use"),
            std::string::npos)
      << second.log();
}

}  // namespace
}  // namespace standin::test
