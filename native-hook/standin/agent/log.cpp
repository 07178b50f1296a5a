#include "log.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace standin {
namespace {

void write_line(char severity, const char* source, const std::string& text) {
  timeval now{};
  gettimeofday(&now, nullptr);
  tm parts{};
  localtime_r(&now.tv_sec, &parts);
  char prefix[96];
  std::snprintf(prefix, sizeof prefix, "%c%02d%02d %02d:%02d:%02d.%06ld %5d %s] ", severity,
                parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                static_cast<long>(now.tv_usec), gettid(), source);
  const std::string line = prefix + text + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void log_info(const std::string& text) {
  write_line('I', "slave.cpp", text);
}
void log_warning(const std::string& text) {
  write_line('W', "slave.cpp", text);
}
void log_error(const std::string& text) {
  write_line('E', "slave.cpp", text);
}

void exit_with_error(const char* source, const std::string& text) {
  write_line('E', source, "EXIT with status 1: " + text);
  // Not exit(): modules may have threads that use what static destructors would take down.
  std::_Exit(EXIT_FAILURE);
}

void abort_with_error(const std::string& text) {
  write_line('F', "process.cpp:3058", text);
  std::abort();
}

}  // namespace standin
