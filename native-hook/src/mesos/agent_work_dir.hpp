// Where the agent that this process is keeps its sandboxes.
#pragma once

#include <string>
#include <string_view>

namespace quotadeck {

/// The agent's --work_dir, or else MESOS_WORK_DIR; empty when this process was given neither, or
/// one that names a file to be read.
std::string agent_work_dir();

/// The same from the bytes of /proc/self/cmdline and the variable's value (null: not set).
std::string work_dir_of(std::string_view command_line, const char* variable);

}  // namespace quotadeck
