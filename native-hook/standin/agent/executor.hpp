#pragma once

#include <map>
#include <optional>
#include <string>

#include <stout/try.hpp>

#include "container.hpp"

namespace standin {

/// The name under which the agent starts itself to run a task's command.
inline constexpr char EXECUTOR_NAME[] = "mesos-docker-executor";

struct ExecutorStart {
  std::string command;
  std::string working_directory;
  std::string sandbox;      // gets the files stdout and stderr
  std::string status_file;  // gets the exit code when the command has ended
  std::map<std::string, std::string> environment;
};

/// Starts an executor in a session of its own, so that it outlives the agent.
Try<ProcessId> start_executor(const ExecutorStart& start);

/// The executor's own main: runs the command and leaves its exit code (128 + signal when killed) in
/// the status file. Returns the exit status of the process.
int run_executor(const std::string& status_file, const std::string& command);

/// Whether that very process still runs. Reaps it when it is a child that has ended.
bool is_running(const ProcessId& process);

/// The exit code that the executor left; none when it was killed before it could.
std::optional<int> read_exit_code(const std::string& status_file);

/// Sends a signal to the executor's whole session, if that very process still runs.
void signal_executor(const ProcessId& process, int signal);

}  // namespace standin
