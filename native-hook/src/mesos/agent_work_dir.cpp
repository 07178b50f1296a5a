#include "mesos/agent_work_dir.hpp"

#include <algorithm>
#include <cstdlib>

#include "hook/options.hpp"
#include "quota/read_file.hpp"

namespace quotadeck {

std::string agent_work_dir() {
  auto command_line = read_file("/proc/self/cmdline");
  return work_dir_of(command_line ? *command_line : std::string(), std::getenv("MESOS_WORK_DIR"));
}

// As Mesos has it, the command line beats the environment.
std::string work_dir_of(std::string_view command_line, const char* variable) {
  constexpr std::string_view kFlag = "--work_dir=";
  std::string value = variable == nullptr ? "" : variable;
  while (!command_line.empty()) {
    std::string_view word = command_line.substr(0, command_line.find('\0'));
    if (word.substr(0, kFlag.size()) == kFlag) value = word.substr(kFlag.size());
    command_line.remove_prefix(std::min(command_line.size(), word.size() + 1));
  }
  auto path = clean_path(value);
  return path ? *path : std::string();
}

}  // namespace quotadeck
