// The adapter on real XFS: what a task and its executor are told.
#include <fcntl.h>

#include "adapter_fixture.hpp"
#include "hook/status.hpp"
#include "quota/fd.hpp"
#include "quota/project.hpp"
#include "quota/read_file.hpp"

namespace quotadeck {
namespace {

class AdapterXfs : public AdapterTest {
 protected:
  void SetUp() override {
    AdapterTest::SetUp();
    const char* mount = std::getenv("QUOTADECK_TEST_XFS");
    ASSERT_NE(mount, nullptr) << "run by run-in-uml.sh only";
    work = std::string(mount) + "/adapter";
    hook = create();
    ASSERT_NE(hook, nullptr);
  }

  void TearDown() override {
    AdapterTest::TearDown();
    std::filesystem::remove_all(work);
  }

  static Variables to_map(const mesos::Environment& environment) {
    Variables variables;
    for (const auto& variable : environment.variables())
      variables[variable.name()] = variable.value();
    return variables;
  }

  void add_disk(double megabytes, bool volume) {
    auto* disk = task.add_resources();
    disk->set_name("disk");
    disk->set_type(mesos::Value::SCALAR);
    disk->mutable_scalar()->set_value(megabytes);
    if (volume) disk->mutable_disk();
  }

  // The status file is replaced soon after, not with, the answer.
  Status status_with_projects() {
    for (int i = 0; i < 100; ++i) {
      auto bytes = read_file(directory + "/status.pb");
      auto status = bytes ? decode_status(*bytes) : bytes.problem();
      if (status && !status->projects.empty()) return *status;
      ::usleep(20'000);
    }
    return {};
  }

  /// The labels of a status as the hook returns it; none where it returns no status.
  Variables labels_of(const mesos::FrameworkID& framework, const mesos::TaskStatus& status) {
    Variables labels;
    auto decorated = hook->slaveTaskStatusDecorator(framework, status);
    if (!decorated.isSome()) return labels;
    for (const auto& label : decorated.get().labels().labels()) labels[label.key()] = label.value();
    return labels;
  }

  std::string executor_sandbox() const {
    return work + "/slaves/S/frameworks/F/executors/E/runs/C";
  }

  std::string work;
};

TEST_F(AdapterXfs, TellsTaskAndExecutorOfTheQuota) {
  set(task.mutable_command(), "XFS_QUOTA_HARD_LIMIT", "2MiB");
  set(task.mutable_command(), "XFS_QUOTA_PATH", work + "/volumes");
  Answer answer = launch(work);
  ASSERT_TRUE(answer.isReady()) << answer.failure();
  ASSERT_TRUE(answer.get().isSome());
  Variables to_task = to_map(answer.get().get().taskenvironment());
  Variables to_executor = to_map(answer.get().get().executorenvironment());
  EXPECT_EQ(to_task["QOUTAHOOK_TASK"], "run");
  EXPECT_EQ(to_executor["QOUTAHOOK_EXECUTOR"], "run");
  EXPECT_EQ(to_task["XFS_QUOTA_LIMIT_BYTES"], "2097152");
  Fd fd(::open((work + "/volumes/mesos-C").c_str(), O_RDONLY | O_CLOEXEC));
  auto label = read_label(fd.get());
  ASSERT_TRUE(label);
  EXPECT_EQ(to_task["XFS_QUOTA_PROJECT_ID"], std::to_string(label->id));
  EXPECT_EQ(to_executor["XFS_QUOTA_PROJECT_ID"], to_task["XFS_QUOTA_PROJECT_ID"]);
}

TEST_F(AdapterXfs, TakesTheLimitFromTheDiskResourceWithoutItsVolumes) {
  set(task.mutable_command(), "XFS_QUOTA_ENABLE", "true");
  add_disk(3, false);
  add_disk(0.5, false);
  add_disk(100, true);
  Answer answer = launch(work);
  ASSERT_TRUE(answer.isReady()) << answer.failure();
  Variables to_task = to_map(answer.get().get().taskenvironment());
  EXPECT_EQ(to_task["XFS_QUOTA_LIMIT_BYTES"], "3670016");
}

TEST_F(AdapterXfs, AddsLabelsToTaskStatusesAndLosesNone) {
  hook.reset();
  add_parameter("status_labels", "true");
  hook = create();
  set(task.mutable_command(), "XFS_QUOTA_HARD_LIMIT", "2MiB");
  ASSERT_TRUE(launch(work).isReady());
  mesos::FrameworkID framework;
  framework.set_value("F");
  mesos::TaskStatus status;
  status.mutable_executor_id()->set_value("E");
  auto* own = status.mutable_labels()->add_labels();
  own->set_key("team");
  own->set_value("blue");
  // At once, for the first status of the task; what is used is known with the next report.
  Variables labels = labels_of(framework, status);
  EXPECT_EQ(labels["XFS_QUOTA_LIMIT_BYTES"], "2097152");
  for (int i = 0; i < 100 && labels.count("XFS_QUOTA_USED_BYTES") == 0; ++i) {
    ::usleep(20'000);
    labels = labels_of(framework, status);
  }
  EXPECT_EQ(labels.size(), 4u);
  EXPECT_EQ(labels["team"], "blue");
  EXPECT_EQ(labels["XFS_QUOTA_LIMIT_BYTES"], "2097152");
  EXPECT_EQ(labels.count("XFS_QUOTA_USED_BYTES"), 1u);
  Fd fd(::open(executor_sandbox().c_str(), O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(labels["XFS_QUOTA_PROJECT_ID"], std::to_string(read_label(fd.get())->id));
  // A command task's executor is named like its task; another framework's is not ours.
  status.Clear();
  status.mutable_task_id()->set_value("E");
  EXPECT_TRUE(hook->slaveTaskStatusDecorator(framework, status).isSome());
  framework.set_value("G");
  EXPECT_TRUE(hook->slaveTaskStatusDecorator(framework, status).isNone());
}

TEST_F(AdapterXfs, AddsNoLabelsUnlessAskedTo) {
  set(task.mutable_command(), "XFS_QUOTA_HARD_LIMIT", "2MiB");
  ASSERT_TRUE(launch(work).isReady());
  status_with_projects();
  mesos::FrameworkID framework;
  framework.set_value("F");
  mesos::TaskStatus status;
  status.mutable_executor_id()->set_value("E");
  EXPECT_TRUE(hook->slaveTaskStatusDecorator(framework, status).isNone());
}

// No parameter names the agent's work directory: its own flag does.
TEST_F(AdapterXfs, FindsProjectsWhoseRecordsWereLostInTheAgentsWorkDirectory) {
  set(task.mutable_command(), "XFS_QUOTA_HARD_LIMIT", "2MiB");
  ASSERT_TRUE(launch(work).isReady());
  std::uint32_t id = status_with_projects().projects.at(0).id;
  hook.reset();
  std::filesystem::remove_all(directory + "/state");
  std::filesystem::remove(directory + "/status.pb");
  ::setenv("MESOS_WORK_DIR", work.c_str(), 1);
  hook = create();
  ::unsetenv("MESOS_WORK_DIR");
  Status status = status_with_projects();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].id, id);
  EXPECT_EQ(status.projects[0].executor_id, "E");
}

TEST_F(AdapterXfs, TheStatusFileTellsWhichBuildWroteIt) {
  set(task.mutable_command(), "XFS_QUOTA_HARD_LIMIT", "2MiB");
  ASSERT_TRUE(launch(work).isReady());
  Status status = status_with_projects();
  ASSERT_EQ(status.projects.size(), 1u);
  EXPECT_EQ(status.projects[0].executor_id, "E");
  EXPECT_EQ(status.projects[0].framework_id, "F");
  EXPECT_EQ(status.build.mesos_version, "1.12.0");
  EXPECT_EQ(status.build.library_path, QUOTADECK_HOOK);
  EXPECT_EQ(status.build.module_name, "org_quotadeck_XfsQuotaHook");
  EXPECT_EQ(status.build.build_id.size(), 20u);
}

}  // namespace
}  // namespace quotadeck
