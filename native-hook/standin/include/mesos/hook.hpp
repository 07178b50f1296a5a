#pragma once

#include <map>
#include <mesos/attributes.hpp>
#include <mesos/mesos.hpp>
#include <mesos/resources.hpp>
#include <process/future.hpp>
#include <stout/none.hpp>
#include <stout/nothing.hpp>
#include <stout/option.hpp>
#include <stout/result.hpp>
#include <stout/try.hpp>
#include <string>

namespace mesos {

/// Callbacks of an agent (and master) that a module may override. The order of the virtual
/// functions is that of Mesos 1.8 to 1.12; every default leaves things as they are.
class Hook {
 public:
  virtual ~Hook() {}

  virtual Result<Labels> masterLaunchTaskLabelDecorator(const TaskInfo&, const FrameworkInfo&,
                                                        const SlaveInfo&) {
    return None();
  }

  virtual Result<Resources> masterLaunchTaskResourceDecorator(const TaskInfo&, const Resources&) {
    return None();
  }

  virtual Result<Labels> slaveRunTaskLabelDecorator(const TaskInfo&, const ExecutorInfo&,
                                                    const FrameworkInfo&, const SlaveInfo&) {
    return None();
  }

  virtual Try<Nothing> masterSlaveLostHook(const SlaveInfo&) { return Nothing(); }

  virtual Result<Environment> slaveExecutorEnvironmentDecorator(const ExecutorInfo&) {
    return None();
  }

  /// Called by the Docker containerizer before it starts a container. `taskInfo` is none for a
  /// custom executor; a failed future fails the launch.
  virtual process::Future<Option<DockerTaskExecutorPrepareInfo>>
  slavePreLaunchDockerTaskExecutorDecorator(const Option<TaskInfo>& /* taskInfo */,
                                            const ExecutorInfo& /* executorInfo */,
                                            const std::string& /* containerName */,
                                            const std::string& /* containerWorkDirectory */,
                                            const std::string& /* mappedSandboxDirectory */,
                                            const Option<std::map<std::string, std::string>>&
                                            /* env */) {
    return None();
  }

  virtual Try<Nothing> slavePostFetchHook(const ContainerID&, const std::string& /* directory */) {
    return Nothing();
  }

  virtual Try<Nothing> slaveRemoveExecutorHook(const FrameworkInfo&, const ExecutorInfo&) {
    return Nothing();
  }

  virtual Result<TaskStatus> slaveTaskStatusDecorator(const FrameworkID&, const TaskStatus&) {
    return None();
  }

  virtual Result<Resources> slaveResourcesDecorator(const SlaveInfo&) { return None(); }

  virtual Result<Attributes> slaveAttributesDecorator(const SlaveInfo&) { return None(); }
};

}  // namespace mesos
