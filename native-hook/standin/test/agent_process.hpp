#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "json.hpp"

namespace standin::test {

/// A new directory under the temporary one, removed with all it holds at the end of the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string path(const std::string& name) const { return root_ + "/" + name; }

  /// Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& content) const;

 private:
  std::string root_;
};

std::string read_or_empty(const std::string& path);

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// The stand-in agent as a process of its own; killed when the test ends.
class AgentProcess {
 public:
  /// Starts it with a master, `work_dir`, a free port on loopback unless one is given, and `flags`.
  AgentProcess(const std::string& work_dir, const std::vector<std::string>& flags);
  ~AgentProcess();
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  /// True once it listens with its hooks installed, false when it ended before that.
  bool wait_until_started();

  /// Waits for the end; the exit status, or 128 + signal. None when it still runs after 10 s.
  std::optional<int> wait_for_exit();

  bool wait_until_recovered();
  void kill(int signal);
  const std::string& log();
  pid_t pid() const { return pid_; }

  HttpAnswer get(const std::string& path) { return request("GET", path, ""); }
  HttpAnswer post(const std::string& path, const json::Value& body) {
    return request("POST", path, json::write(body));
  }
  HttpAnswer request(const std::string& method, const std::string& path, const std::string& body);
  json::Object get_object(const std::string& path);

  /// The state of a task once it is none of staging and running, or empty after 10 s.
  std::string wait_for_end(const std::string& task_id);

  /// What `/standin/tasks` says of a task.
  json::Object task(const std::string& task_id);

 private:
  bool read_some(int timeout_ms);

  pid_t pid_ = -1;
  int errors_ = -1;
  std::string log_;
  int port_ = 0;
  std::optional<int> exit_status_;
};

/// A manifest with one library and one module.
std::string manifest(const std::string& file, const std::string& module,
                     const json::Object& parameters = {});

}  // namespace standin::test
