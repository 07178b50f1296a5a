#include "agent.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

#include "executor.hpp"
#include "log.hpp"

namespace standin {
namespace {

constexpr auto CHECK_INTERVAL = std::chrono::milliseconds(100);

std::string own_hostname() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

/// The task's last state and its message, as Mesos's Docker executor reports them.
void conclude(Container& container, const std::optional<int>& exit_code) {
  if (container.kill_requested) {
    container.state = "TASK_KILLED";
    container.message = "Container killed";
  } else if (!exit_code) {
    container.state = "TASK_FAILED";
    container.message = "Executor terminated";
  } else if (*exit_code == 0) {
    container.state = "TASK_FINISHED";
    container.message = "Container exited with status 0";
  } else {
    container.state = "TASK_FAILED";
    container.message = "Container exited with status " + std::to_string(*exit_code);
  }
}

const char* counter_of(const std::string& state) {
  if (state == "TASK_FINISHED") return "slave/tasks_finished";
  if (state == "TASK_KILLED") return "slave/tasks_killed";
  return "slave/tasks_failed";
}

}  // namespace

double now_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

Agent::Agent(Flags flags, HookManager& hooks)
    : flags_(std::move(flags)),
      hooks_(hooks),
      hostname_(flags_.has("hostname") ? flags_.get("hostname") : own_hostname()),
      start_time_(now_seconds()) {}

void Agent::set_address(const std::string& ip, int port) {
  address_ = (ip == "0.0.0.0" ? "127.0.0.1" : ip) + ":" + std::to_string(port);
}

void Agent::run() {
  while (true) {
    check_containers();
    const std::lock_guard<std::mutex> lock(mutex_);
    bool any_active = false;
    for (const auto& entry : containers_) any_active = any_active || entry.second.active();
    if (stopping_ && !any_active) return;
  }
}

void Agent::check_containers() {
  std::this_thread::sleep_for(CHECK_INTERVAL);
  std::vector<Container> ended;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& entry : containers_) {
      Container& container = entry.second;
      if (container.state != "TASK_RUNNING") continue;
      if (stopping_) container.kill_requested = true;
      if (container.kill_requested) escalate_kill(container);
      if (!is_running(container.process)) ended.push_back(container);
    }
  }
  for (const Container& container : ended) finish(container);
}

/// First SIGTERM, then SIGKILL once the grace period is over.
void Agent::escalate_kill(Container& container) {
  const auto now = std::chrono::steady_clock::now();
  if (!container.kill_deadline) {
    const auto grace =
        std::chrono::nanoseconds(flags_.duration("executor_shutdown_grace_period").ns());
    container.kill_deadline = now + grace;
    signal_executor(container.process, SIGTERM);
  } else if (now >= *container.kill_deadline) {
    signal_executor(container.process, SIGKILL);
  }
}

void Agent::finish(Container container) {
  conclude(container, read_exit_code(status_path(container)));
  log_info("Executor '" + container.request.task_id + "' of framework " +
           container.request.framework_id + " ended: " + container.message);
  end(container);
}

/// Records the final state of a container, tells the hooks and forgets the checkpoint.
void Agent::end(Container container) {
  decorate_status(container);
  log_info("Cleaning up executor '" + container.request.task_id + "' of framework " +
           container.request.framework_id);
  hooks_.remove_executor(framework_info(container), executor_info(container));
  ::unlink(checkpoint_path(container).c_str());
  const std::lock_guard<std::mutex> lock(mutex_);
  containers_[container.container_id] = container;
  ++counters_[counter_of(container.state)];
  ++counters_["slave/executors_terminated"];
}

/// Asks the hooks for the labels of the status that tells of the container's state.
void Agent::decorate_status(Container& container) {
  container.labels.clear();
  const mesos::FrameworkInfo framework = framework_info(container);
  const mesos::Labels labels = hooks_.status_labels(framework.id(), task_status(container));
  for (const mesos::Label& label : labels.labels()) {
    container.labels.emplace_back(label.key(), label.value());
  }
}

void Agent::shut_down() {
  log_info("Shutting down on SIGUSR1: all tasks are killed");
  stopping_ = true;
  ::unlink((flags_.get("work_dir") + "/meta/slaves/latest").c_str());
}

}  // namespace standin
