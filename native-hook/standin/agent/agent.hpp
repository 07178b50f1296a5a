#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "container.hpp"
#include "flags.hpp"
#include "hooks.hpp"
#include "http_server.hpp"

namespace standin {

/// The agent proper: its identity, its containers and what HTTP clients see of them.
class Agent {
 public:
  Agent(Flags flags, HookManager& hooks);

  /// Answers one request. `/health` and `/version` answer at any time, the rest as Mesos does.
  HttpResponse handle(const HttpRequest& request);

  /// Sets the address that clients are told.
  void set_address(const std::string& ip, int port);

  /// Loads or makes the agent's id, takes over the containers of an earlier run and then registers.
  Try<Nothing> recover();

  /// Watches the containers; returns only when asked to stop, with all of them ended.
  void run();

  /// Ends every container and the agent, as SIGUSR1 does. Its id is not used again.
  void shut_down();

 private:
  HttpResponse handle_operator(const HttpRequest& request);
  HttpResponse handle_lab(const HttpRequest& request);
  HttpResponse launch(const std::string& body);
  HttpResponse kill(const std::string& body);

  json::Value state_view();
  json::Value containers_view();
  json::Value tasks_view();
  json::Value metrics_view();
  json::Object executor_view(const Container& container) const;
  json::Array framework_views() const;

  Try<Nothing> load_identity();
  Try<std::vector<Container>> load_containers() const;
  bool rebooted();

  std::string executor_directory(const char* root, const Container& container) const;
  std::string checkpoint_path(const Container& container) const;
  std::string status_path(const Container& container) const;
  Try<Nothing> save(const Container& container) const;
  Try<Container> stage(const LaunchRequest& request);
  Try<Nothing> make_sandbox(const Container& container) const;
  Try<std::string> work_directory_for_hooks(const Container& container) const;
  Try<ProcessId> start(const Container& container);
  void fail_launch(Container container, const std::string& reason);

  void check_containers();
  void escalate_kill(Container& container);
  void finish(Container container);
  void end(Container container);
  void decorate_status(Container& container);

  mesos::TaskInfo task_info(const Container& container) const;
  mesos::ExecutorInfo executor_info(const Container& container) const;
  mesos::FrameworkInfo framework_info(const Container& container) const;
  mesos::TaskStatus task_status(const Container& container) const;
  std::map<std::string, std::string> executor_environment(const Container& container) const;

  const Flags flags_;
  HookManager& hooks_;
  std::string hostname_;
  std::string address_;  // ip:port
  std::string id_;
  const double start_time_;
  std::atomic<bool> recovered_{false};
  std::atomic<bool> stopping_{false};

  mutable std::mutex mutex_;
  std::map<std::string, Container> containers_;  // by container id; guarded by mutex_
  std::map<std::string, int64_t> counters_;      // by metric name; guarded by mutex_
};

/// Seconds since the epoch.
double now_seconds();

/// The build facts that `/version` and `/state` share: the build's time is that of the program
/// file.
json::Object build_info();

}  // namespace standin
