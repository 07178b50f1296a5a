#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <stout/nothing.hpp>
#include <stout/try.hpp>

#include "json.hpp"

namespace standin {

/// What the body of a launch request asks for.
struct LaunchRequest {
  std::string task_id;
  std::string framework_id;
  std::map<std::string, std::string> environment;
  std::optional<double> disk_mb;  // the task's `disk` resource
  std::string command;            // for /bin/sh -c
  bool custom_executor = false;   // hooks then get no task, only the framework's executor

  /// Checks names that become directories, types and unknown keys.
  static Try<LaunchRequest> parse(const std::string& body);
  static Try<LaunchRequest> from_json(const json::Object& object);
  json::Object to_json() const;
};

/// A process that may outlive the agent; its start time tells it from a later one of that pid.
struct ProcessId {
  pid_t pid = 0;
  uint64_t start_ticks = 0;
};

/// A pretend Docker container: a sandbox, one task and one executor process.
struct Container {
  LaunchRequest request;
  std::string container_id;
  std::string directory;  // the sandbox
  ProcessId process;
  std::string state = "TASK_STAGING";
  std::string message;
  /// Keys and values of the last status, as the hooks left them.
  std::vector<std::pair<std::string, std::string>> labels;
  double launched_at = 0;  // seconds since the epoch
  bool kill_requested = false;
  std::optional<std::chrono::steady_clock::time_point> kill_deadline;

  std::string name() const { return "mesos-" + container_id; }
  bool active() const { return state == "TASK_STAGING" || state == "TASK_RUNNING"; }

  /// What survives an agent restart.
  json::Object checkpoint() const;
  static Try<Container> from_checkpoint(const std::string& text);
};

}  // namespace standin
