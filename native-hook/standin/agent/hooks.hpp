#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <mesos/hook.hpp>

#include "modules.hpp"

namespace standin {

/// The installed hooks, called one after the other in the order of `--hooks`. One mutex guards all
/// calls, as in Mesos: a hook that blocks holds up every other one.
class HookManager {
 public:
  /// Creates the hooks of a comma-separated list, which is not trimmed.
  Try<Nothing> install(const std::string& list, const ModuleManager& modules);

  /// Starts every hook before it waits for any, then merges their answers in order. The failure
  /// has Mesos's text.
  Try<mesos::DockerTaskExecutorPrepareInfo> pre_launch(
      const Option<mesos::TaskInfo>& task, const mesos::ExecutorInfo& executor,
      const std::string& container_name, const std::string& work_directory,
      const std::string& mapped_directory, const std::map<std::string, std::string>& environment);

  /// The labels that a task's status leaves the agent with: each hook's answer takes the place of
  /// what was there, and is what the next one is shown. Errors are only logged.
  mesos::Labels status_labels(const mesos::FrameworkID& framework, mesos::TaskStatus status);

  /// Tells every hook that an executor has ended; errors are only logged.
  void remove_executor(const mesos::FrameworkInfo& framework, const mesos::ExecutorInfo& executor);

  /// Returns once no hook is running. The containerizer's own endpoint waits like this, because a
  /// hook runs on the containerizer's actor.
  void wait_until_idle() { const std::lock_guard<std::mutex> lock(mutex_); }

 private:
  std::mutex mutex_;
  std::vector<std::pair<std::string, mesos::Hook*>> hooks_;
};

}  // namespace standin
