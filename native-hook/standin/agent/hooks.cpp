#include "hooks.hpp"

#include <algorithm>
#include <exception>

#include "log.hpp"

namespace standin {
namespace {

using mesos::DockerTaskExecutorPrepareInfo;
using Prepared = process::Future<Option<DockerTaskExecutorPrepareInfo>>;

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> names;
  size_t start = 0;
  for (size_t comma = list.find(','); comma != std::string::npos; comma = list.find(',', start)) {
    names.push_back(list.substr(start, comma - start));
    start = comma + 1;
  }
  names.push_back(list.substr(start));
  return names;
}

/// Runs a callback of a hook. An exception that leaves it ends the agent, as it does a real one.
template <typename F>
auto guarded(const char* actor, F&& call) {
  try {
    return call();
  } catch (const std::exception& error) {
    abort_with_error(std::string("Aborting libprocess: '") + actor +
                     "' threw exception: " + error.what());
  } catch (...) {
    abort_with_error(std::string("Aborting libprocess: '") + actor + "' threw unknown exception");
  }
}

}  // namespace

Try<Nothing> HookManager::install(const std::string& list, const ModuleManager& modules) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const std::string& name : split(list)) {
    const auto installed = [&name](const auto& entry) { return entry.first == name; };
    if (std::any_of(hooks_.begin(), hooks_.end(), installed)) {
      return Error("Hook module '" + name + "' already loaded");
    }
    if (!modules.contains_hook(name)) return Error("No hook module named '" + name + "' available");
    Try<mesos::Hook*> hook = modules.create_hook(name);
    if (hook.isError()) {
      return Error("Failed to instantiate hook module '" + name + "': " + hook.error());
    }
    hooks_.emplace_back(name, hook.get());
  }
  return Nothing();
}

Try<DockerTaskExecutorPrepareInfo> HookManager::pre_launch(
    const Option<mesos::TaskInfo>& task, const mesos::ExecutorInfo& executor,
    const std::string& container_name, const std::string& work_directory,
    const std::string& mapped_directory, const std::map<std::string, std::string>& environment) {
  std::vector<Prepared> answers;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& entry : hooks_) {
      mesos::Hook* hook = entry.second;
      answers.push_back(guarded("docker(1)", [&] {
        return hook->slavePreLaunchDockerTaskExecutorDecorator(
            task, executor, container_name, work_directory, mapped_directory, environment);
      }));
    }
  }
  DockerTaskExecutorPrepareInfo merged;
  for (const Prepared& answer : answers) {
    answer.await();
    if (answer.isFailed()) return Error("Collect failed: " + answer.failure());
    if (answer.isDiscarded()) return Error("Collect failed: future discarded");
    if (answer.get().isSome()) merged.MergeFrom(answer.get().get());
  }
  return merged;
}

mesos::Labels HookManager::status_labels(const mesos::FrameworkID& framework,
                                         mesos::TaskStatus status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& entry : hooks_) {
    const std::string& name = entry.first;
    mesos::Hook* hook = entry.second;
    Result<mesos::TaskStatus> decorated =
        guarded("slave(1)", [&] { return hook->slaveTaskStatusDecorator(framework, status); });
    if (decorated.isError()) {
      log_warning("Agent TaskStatus decorator hook failed for module '" + name +
                  "': " + decorated.error());
    } else if (decorated.isSome() && decorated->has_labels()) {
      status.mutable_labels()->CopyFrom(decorated->labels());
    }
  }
  return status.labels();
}

void HookManager::remove_executor(const mesos::FrameworkInfo& framework,
                                  const mesos::ExecutorInfo& executor) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& entry : hooks_) {
    const std::string& name = entry.first;
    mesos::Hook* hook = entry.second;
    Try<Nothing> result =
        guarded("slave(1)", [&] { return hook->slaveRemoveExecutorHook(framework, executor); });
    if (result.isError()) {
      log_warning("Agent remove executor hook failed for module '" + name + "': " + result.error());
    }
  }
}

}  // namespace standin
