#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "agent.hpp"
#include "executor.hpp"
#include "files.hpp"
#include "log.hpp"

namespace standin {
namespace {

HttpResponse json_response(const json::Value& value) {
  return {200, json::write(value) + "\n", "application/json"};
}

json::Object outcome(const Container& container) {
  json::Object object{{"task_id", container.request.task_id},
                      {"framework_id", container.request.framework_id},
                      {"container_id", container.container_id},
                      {"container_name", container.name()},
                      {"directory", container.directory},
                      {"state", container.state},
                      {"message", container.message}};
  if (container.process.pid > 0) object["pid"] = int64_t{container.process.pid};
  return object;
}

void apply(const mesos::Environment& from, std::map<std::string, std::string>& to) {
  for (const mesos::Environment::Variable& variable : from.variables()) {
    to[variable.name()] = variable.value();
  }
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Where the command runs: the limited directory that the task asked for, else the sandbox.
std::string working_directory(const Container& container) {
  const auto path = container.request.environment.find("XFS_QUOTA_PATH");
  if (path == container.request.environment.end()) return container.directory;
  const std::string limited = path->second + "/" + container.name();
  return is_directory(limited) ? limited : container.directory;
}

}  // namespace

HttpResponse Agent::launch(const std::string& body) {
  Try<LaunchRequest> request = LaunchRequest::parse(body);
  if (request.isError()) return {400, "Bad launch request: " + request.error() + "\n"};
  Try<Container> staged = stage(request.get());
  if (staged.isError()) return {409, staged.error() + "\n"};
  Container container = staged.get();

  log_info("Starting container '" + container.container_id + "' for task '" +
           container.request.task_id + "' of framework " + container.request.framework_id);
  Try<Nothing> sandbox = make_sandbox(container);
  Try<ProcessId> process = sandbox.isError() ? Error(sandbox.error()) : start(container);
  if (process.isError()) {
    fail_launch(container, process.error());
  } else {
    container.process = process.get();
    container.state = "TASK_RUNNING";
    container.launched_at = now_seconds();
    decorate_status(container);
    const std::lock_guard<std::mutex> lock(mutex_);
    containers_[container.container_id] = container;
    Try<Nothing> saved = save(container);
    if (saved.isError()) log_error(saved.error());
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  return json_response(outcome(containers_[container.container_id]));
}

Try<Container> Agent::stage(const LaunchRequest& request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto taken = [&request](const auto& entry) {
    return entry.second.active() && entry.second.request.task_id == request.task_id &&
           entry.second.request.framework_id == request.framework_id;
  };
  if (std::any_of(containers_.begin(), containers_.end(), taken)) {
    return Error("Task '" + request.task_id + "' runs already; kill it first or use another id");
  }
  Container container;
  container.request = request;
  container.container_id = random_uuid();
  container.directory = executor_directory("", container);
  container.launched_at = now_seconds();
  containers_[container.container_id] = container;
  return container;
}

Try<Nothing> Agent::make_sandbox(const Container& container) const {
  const std::string& directory = container.directory;
  const std::string runs = directory.substr(0, directory.rfind('/'));
  Try<Nothing> made = make_directories(runs);
  if (made.isError()) return made;
  if (::mkdir(directory.c_str(), 0750) != 0) {
    return ErrnoError("Failed to create executor directory '" + directory + "'");
  }
  const std::string latest = runs + "/latest";
  ::unlink(latest.c_str());
  if (::symlink(directory.c_str(), latest.c_str()) != 0) {
    return ErrnoError("Failed to link '" + latest + "'");
  }
  // Saved before any hook runs: an agent that dies now must still tell the hooks of the end.
  return save(container);
}

/// Docker cannot mount a path with a colon, so Mesos gives it, and hooks, a link.
Try<std::string> Agent::work_directory_for_hooks(const Container& container) const {
  if (container.directory.find(':') == std::string::npos) return container.directory;
  const std::string links = flags_.get("work_dir") + "/slaves/" + id_ + "/docker/links";
  Try<Nothing> made = make_directories(links);
  if (made.isError()) return Error(made.error());
  const std::string link = links + "/" + container.container_id;
  if (::symlink(container.directory.c_str(), link.c_str()) != 0) {
    return ErrnoError("Failed to link '" + link + "'");
  }
  return link;
}

Try<ProcessId> Agent::start(const Container& container) {
  Try<std::string> work_directory = work_directory_for_hooks(container);
  if (work_directory.isError()) return Error(work_directory.error());
  std::map<std::string, std::string> environment = executor_environment(container);
  Option<mesos::TaskInfo> task = None();
  if (!container.request.custom_executor) task = task_info(container);

  Try<mesos::DockerTaskExecutorPrepareInfo> prepared =
      hooks_.pre_launch(task, executor_info(container), container.name(), work_directory.get(),
                        flags_.get("sandbox_directory"), environment);
  if (prepared.isError()) return Error(prepared.error());
  apply(prepared->executorenvironment(), environment);
  apply(prepared->taskenvironment(), environment);
  environment["CONTAINER_NAME"] = container.name();
  environment["MESOS_SANDBOX"] = container.directory;
  return start_executor({container.request.command, working_directory(container),
                         container.directory, status_path(container), environment});
}

void Agent::fail_launch(Container container, const std::string& reason) {
  container.state = "TASK_FAILED";
  container.message =
      "Failed to launch container: " + reason + "; Container destroyed while fetching";
  log_error("Container '" + container.container_id + "' for task '" + container.request.task_id +
            "' failed to start: " + reason);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++counters_["slave/container_launch_errors"];
  }
  end(container);
}

HttpResponse Agent::kill(const std::string& body) {
  Try<json::Object> object = json::parse_object(body);
  if (object.isError()) return {400, "Bad kill request: " + object.error() + "\n"};
  const auto* task_id = object.get()["task_id"].as<std::string>();
  if (task_id == nullptr) return {400, "Bad kill request: 'task_id' must be a string\n"};

  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto& entry : containers_) {
    Container& container = entry.second;
    if (container.state != "TASK_RUNNING" || container.request.task_id != *task_id) continue;
    container.kill_requested = true;
    escalate_kill(container);
    Try<Nothing> saved = save(container);
    if (saved.isError()) log_error(saved.error());
    return json_response(outcome(container));
  }
  return {404, "No task '" + *task_id + "' is running here\n"};
}

json::Value Agent::tasks_view() {
  const std::lock_guard<std::mutex> lock(mutex_);
  json::Array tasks;
  for (const auto& entry : containers_) tasks.push_back(outcome(entry.second));
  return json::Object{{"tasks", tasks}};
}

}  // namespace standin
