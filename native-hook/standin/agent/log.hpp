#pragma once

#include <string>

namespace standin {

/// Write one line to stderr in the form of Mesos's log.
void log_info(const std::string& text);
void log_warning(const std::string& text);
void log_error(const std::string& text);

/// Ends the process as Mesos's EXIT does: one error line that names `source`, a file and line of
/// Mesos such as `main.cpp:636`, and status 1.
[[noreturn]] void exit_with_error(const char* source, const std::string& text);

/// Ends the process as an exception that leaves an actor does: a fatal line and SIGABRT.
[[noreturn]] void abort_with_error(const std::string& text);

}  // namespace standin
