#include "agent.hpp"

namespace standin {
namespace {

constexpr double COMMAND_EXECUTOR_CPUS = 0.1;
constexpr double COMMAND_EXECUTOR_MEM_MB = 32;

void add_scalar(google::protobuf::RepeatedPtrField<mesos::Resource>* resources, const char* name,
                double value) {
  mesos::Resource* resource = resources->Add();
  resource->set_name(name);
  resource->set_type(mesos::Value::SCALAR);
  resource->mutable_scalar()->set_value(value);
  resource->set_role("*");
}

mesos::TaskState state_of(const std::string& name) {
  if (name == "TASK_RUNNING") return mesos::TASK_RUNNING;
  if (name == "TASK_FINISHED") return mesos::TASK_FINISHED;
  return name == "TASK_KILLED" ? mesos::TASK_KILLED : mesos::TASK_FAILED;
}

void copy_environment(const std::map<std::string, std::string>& from, mesos::Environment* to) {
  for (const auto& [name, value] : from) {
    mesos::Environment::Variable* variable = to->add_variables();
    variable->set_name(name);
    variable->set_value(value);
  }
}

}  // namespace

mesos::TaskInfo Agent::task_info(const Container& container) const {
  const LaunchRequest& request = container.request;
  mesos::TaskInfo task;
  task.set_name(request.task_id);
  task.mutable_task_id()->set_value(request.task_id);
  task.mutable_slave_id()->set_value(id_);
  task.mutable_command()->set_value(request.command);
  copy_environment(request.environment, task.mutable_command()->mutable_environment());
  task.mutable_container()->set_type(mesos::ContainerInfo::DOCKER);
  task.mutable_container()->mutable_docker()->set_image("standin");
  if (request.disk_mb) add_scalar(task.mutable_resources(), "disk", *request.disk_mb);
  return task;
}

mesos::ExecutorInfo Agent::executor_info(const Container& container) const {
  const LaunchRequest& request = container.request;
  mesos::ExecutorInfo executor;
  executor.mutable_executor_id()->set_value(request.task_id);
  executor.mutable_framework_id()->set_value(request.framework_id);
  executor.set_source(request.task_id);
  executor.set_name(request.custom_executor ? request.task_id
                                            : "Command Executor (Task: " + request.task_id +
                                                  ") (Command: sh -c '" + request.command + "')");
  mesos::CommandInfo* command = executor.mutable_command();
  command->set_value(request.custom_executor
                         ? request.command
                         : flags_.get("launcher_dir") + "/mesos-docker-executor");
  copy_environment(request.environment, command->mutable_environment());
  executor.mutable_container()->set_type(mesos::ContainerInfo::DOCKER);
  executor.mutable_container()->mutable_docker()->set_image("standin");
  add_scalar(executor.mutable_resources(), "cpus", COMMAND_EXECUTOR_CPUS);
  add_scalar(executor.mutable_resources(), "mem", COMMAND_EXECUTOR_MEM_MB);
  if (request.custom_executor && request.disk_mb) {
    add_scalar(executor.mutable_resources(), "disk", *request.disk_mb);
  }
  return executor;
}

mesos::FrameworkInfo Agent::framework_info(const Container& container) const {
  mesos::FrameworkInfo framework;
  framework.set_user("root");
  framework.set_name(container.request.framework_id);
  framework.mutable_id()->set_value(container.request.framework_id);
  framework.set_checkpoint(true);
  framework.set_role("*");
  return framework;
}

mesos::TaskStatus Agent::task_status(const Container& container) const {
  mesos::TaskStatus status;
  status.mutable_task_id()->set_value(container.request.task_id);
  status.mutable_executor_id()->set_value(container.request.task_id);
  status.mutable_slave_id()->set_value(id_);
  status.mutable_container_status()->mutable_container_id()->set_value(container.container_id);
  status.set_state(state_of(container.state));
  status.set_message(container.message);
  return status;
}

std::map<std::string, std::string> Agent::executor_environment(const Container& container) const {
  std::map<std::string, std::string> environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
  for (const auto& [name, value] : flags_.executor_environment()) environment[name] = value;
  environment["LIBPROCESS_PORT"] = "0";
  environment["MESOS_AGENT_ENDPOINT"] = address_;
  environment["MESOS_CHECKPOINT"] = "1";
  environment["MESOS_DIRECTORY"] = container.directory;
  environment["MESOS_EXECUTOR_ID"] = container.request.task_id;
  environment["MESOS_FRAMEWORK_ID"] = container.request.framework_id;
  environment["MESOS_RECOVERY_TIMEOUT"] = flags_.get("recovery_timeout");
  environment["MESOS_SANDBOX"] = flags_.get("sandbox_directory");
  environment["MESOS_SLAVE_ID"] = id_;
  environment["MESOS_SLAVE_PID"] = "slave(1)@" + address_;
  for (const auto& [name, value] : container.request.environment) environment[name] = value;
  return environment;
}

}  // namespace standin
