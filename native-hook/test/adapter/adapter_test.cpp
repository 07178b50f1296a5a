// The adapter without any quota being set.
#include "adapter_fixture.hpp"

namespace quotadeck {
namespace {

constexpr const char* kOther = "demo_mesos_xfsquotahook";

TEST_F(AdapterTest, BothNamesAreHooksOfTheVersionBuiltFor) {
  for (const char* name : {"org_quotadeck_XfsQuotaHook", kOther}) {
    ASSERT_NE(module(name), nullptr) << name;
    EXPECT_STREQ(module(name)->kind, "Hook");
    EXPECT_STREQ(module(name)->mesosVersion, "1.12.0");
    EXPECT_STREQ(module(name)->moduleApiVersion, "2");
  }
}

TEST_F(AdapterTest, IsCreatedOnceUnderEitherName) {
  hook = create();
  ASSERT_NE(hook, nullptr);
  EXPECT_EQ(create(kOther), nullptr);
  hook.reset();
  EXPECT_NE(create(kOther), nullptr);
}

TEST_F(AdapterTest, IsNotCreatedWithAnUnknownOrMalformedParameter) {
  mesos::Parameters good = parameters;
  add_parameter("statusfile", "/x");
  EXPECT_EQ(create(), nullptr);
  parameters = good;
  add_parameter("default_hard_limit", "much");
  EXPECT_EQ(create(), nullptr);
  parameters = good;
  EXPECT_NE(create(), nullptr);
}

TEST_F(AdapterTest, WritesTheStatusFileWithoutBeingAsked) {
  hook = create();
  for (int i = 0; i < 100 && !std::filesystem::exists(directory + "/status.pb"); ++i)
    ::usleep(20'000);
  EXPECT_TRUE(std::filesystem::exists(directory + "/status.pb"));
}

TEST_F(AdapterTest, AnswersNothingWhereNoQuotaIsWanted) {
  hook = create();
  Answer answer = launch(directory);
  ASSERT_TRUE(answer.isReady());
  EXPECT_TRUE(answer.get().isNone());
}

TEST_F(AdapterTest, FailsTheLaunchWithAReason) {
  hook = create();
  set(task.mutable_command(), "XFS_QUOTA_HARD_LIMIT", "much");
  Answer answer = launch(directory);
  ASSERT_TRUE(answer.isFailed());
  EXPECT_NE(answer.failure().find("mesos-C: XFS_QUOTA_HARD_LIMIT: 'much'"), std::string::npos)
      << answer.failure();
}

// A wrong value shows which of the three was taken.
TEST_F(AdapterTest, TakesTheTaskBeforeTheExecutorBeforeTheEnvironment) {
  hook = create();
  Variables env = {{"XFS_QUOTA_ENABLE", "from env"}};
  EXPECT_NE(launch(directory, env).failure().find("from env"), std::string::npos);
  set(executor.mutable_command(), "XFS_QUOTA_ENABLE", "from executor");
  EXPECT_NE(launch(directory, env).failure().find("from executor"), std::string::npos);
  set(task.mutable_command(), "XFS_QUOTA_ENABLE", "false");
  EXPECT_TRUE(launch(directory, env).isReady());
  custom_executor = true;
  EXPECT_NE(launch(directory, env).failure().find("from executor"), std::string::npos);
}

TEST_F(AdapterTest, SkipsSecrets) {
  hook = create();
  set(task.mutable_command(), "XFS_QUOTA_HARD_LIMIT", "much");
  task.mutable_command()->mutable_environment()->mutable_variables(0)->set_type(
      mesos::Environment::Variable::SECRET);
  Answer answer = launch(directory);
  ASSERT_TRUE(answer.isReady());
  EXPECT_TRUE(answer.get().isNone());
}

TEST_F(AdapterTest, RemovingAnUnknownExecutorIsNoError) {
  hook = create();
  EXPECT_TRUE(hook->slaveRemoveExecutorHook(mesos::FrameworkInfo(), executor).isSome());
}

}  // namespace
}  // namespace quotadeck
