// The built library, loaded and called as an agent would.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <mesos/hook.hpp>
#include <mesos/module/hook.hpp>
#include <mesos/module/module.hpp>

namespace quotadeck {

class AdapterTest : public ::testing::Test {
 protected:
  using Module = mesos::modules::Module<mesos::Hook>;
  using Variables = std::map<std::string, std::string>;
  using Answer = process::Future<Option<mesos::DockerTaskExecutorPrepareInfo>>;

  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "quotadeck-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory = pattern;
    library = ::dlopen(QUOTADECK_HOOK, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << ::dlerror();
    add_parameter("state_dir", directory + "/state");
    add_parameter("status_file", directory + "/status.pb");
  }

  void TearDown() override {
    hook.reset();
    ::dlclose(library);
    std::filesystem::remove_all(directory);
  }

  void add_parameter(const std::string& key, const std::string& value) {
    auto* parameter = parameters.add_parameter();
    parameter->set_key(key);
    parameter->set_value(value);
  }

  Module* module(const char* name = "org_quotadeck_XfsQuotaHook") {
    return static_cast<Module*>(::dlsym(library, name));
  }

  std::unique_ptr<mesos::Hook> create(const char* name = "org_quotadeck_XfsQuotaHook") {
    return std::unique_ptr<mesos::Hook>(module(name)->create(parameters));
  }

  static void set(mesos::CommandInfo* command, const std::string& name, const std::string& value) {
    auto* variable = command->mutable_environment()->add_variables();
    variable->set_name(name);
    variable->set_value(value);
  }

  // Waits for the answer; the sandbox is made.
  Answer launch(const std::string& work, const Option<Variables>& env = None()) {
    std::string sandbox = work + "/slaves/S/frameworks/F/executors/E/runs/C";
    std::filesystem::create_directories(sandbox);
    executor.mutable_executor_id()->set_value("E");
    executor.mutable_framework_id()->set_value("F");
    Option<mesos::TaskInfo> given = None();
    if (custom_executor == false) given = task;
    Answer answer = hook->slavePreLaunchDockerTaskExecutorDecorator(
        given, executor, "mesos-C", sandbox, "/mnt/mesos/sandbox", env);
    answer.await();
    return answer;
  }

  std::string directory;
  void* library = nullptr;
  mesos::Parameters parameters;
  std::unique_ptr<mesos::Hook> hook;
  mesos::TaskInfo task;
  mesos::ExecutorInfo executor;
  bool custom_executor = false;
};

}  // namespace quotadeck
