#include "executor.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <vector>

#include "files.hpp"

namespace standin {
namespace {

/// State and start time from /proc/PID/stat.
struct ProcessStat {
  char state;
  uint64_t start_ticks;
};

std::optional<ProcessStat> read_stat(pid_t pid) {
  Try<std::string> text = read_file("/proc/" + std::to_string(pid) + "/stat");
  if (text.isError()) return std::nullopt;
  // The command's name comes second, in parentheses, and may itself hold spaces and parentheses.
  size_t position = text->rfind(')');
  if (position == std::string::npos || position + 2 >= text->size()) return std::nullopt;
  position += 2;
  const char state = text.get()[position];
  constexpr int FIELDS_TO_START_TIME = 19;
  for (int i = 0; i < FIELDS_TO_START_TIME; ++i) {
    position = text->find(' ', position);
    if (position == std::string::npos) return std::nullopt;
    ++position;
  }
  return ProcessStat{state, std::strtoull(text->c_str() + position, nullptr, 10)};
}

/// File actions and attributes of posix_spawn, which must be destroyed.
struct SpawnSettings {
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

void prepare(SpawnSettings& settings, const ExecutorStart& start) {
  const std::string output = start.sandbox + "/stdout";
  const std::string errors = start.sandbox + "/stderr";
  constexpr int APPEND = O_WRONLY | O_CREAT | O_APPEND;
  ::posix_spawn_file_actions_addopen(&settings.actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&settings.actions, 1, output.c_str(), APPEND, 0644);
  ::posix_spawn_file_actions_addopen(&settings.actions, 2, errors.c_str(), APPEND, 0644);
  ::posix_spawn_file_actions_addchdir_np(&settings.actions, start.working_directory.c_str());

  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  ::posix_spawnattr_setsigmask(&settings.attributes, &none);
  ::posix_spawnattr_setsigdefault(&settings.attributes, &all);
  ::posix_spawnattr_setflags(&settings.attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

Try<ProcessId> start_executor(const ExecutorStart& start) {
  SpawnSettings settings;
  prepare(settings, start);
  std::vector<std::string> arguments = {EXECUTOR_NAME, start.status_file, start.command};
  std::vector<std::string> environment;
  for (const auto& [name, value] : start.environment) environment.push_back(name + "=" + value);

  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, "/proc/self/exe", &settings.actions, &settings.attributes,
                                  pointers(arguments).data(), pointers(environment).data());
  if (error != 0) return ErrnoError(error, "Failed to start the executor");
  const std::optional<ProcessStat> stat = read_stat(pid);
  if (!stat) return Error("Failed to read the executor's start time");
  return ProcessId{pid, stat->start_ticks};
}

int run_executor(const std::string& status_file, const std::string& command) {
  ::prctl(PR_SET_NAME, EXECUTOR_NAME);
  // The executor has to stay, to report how the command ended.
  std::signal(SIGTERM, SIG_IGN);
  const pid_t child = ::fork();
  if (child < 0) return EXIT_FAILURE;
  if (child == 0) {
    std::signal(SIGTERM, SIG_DFL);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child) return EXIT_FAILURE;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return write_file(status_file, std::to_string(code)).isSome() ? EXIT_SUCCESS : EXIT_FAILURE;
}

bool is_running(const ProcessId& process) {
  if (process.pid <= 0) return false;
  const std::optional<ProcessStat> stat = read_stat(process.pid);
  if (!stat || stat->start_ticks != process.start_ticks) return false;
  if (stat->state != 'Z') return true;
  ::waitpid(process.pid, nullptr, WNOHANG);
  return false;
}

std::optional<int> read_exit_code(const std::string& status_file) {
  Try<std::string> text = read_file(status_file);
  if (text.isError() || text->empty()) return std::nullopt;
  return std::atoi(text->c_str());
}

void signal_executor(const ProcessId& process, int signal) {
  if (is_running(process)) ::kill(-process.pid, signal);
}

}  // namespace standin
