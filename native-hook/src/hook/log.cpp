#include "hook/log.hpp"

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <string>

namespace quotadeck {
namespace {

std::string prefix(Severity severity) {
  timeval now{};
  ::gettimeofday(&now, nullptr);
  tm local{};
  ::localtime_r(&now.tv_sec, &local);
  char text[64];
  char letter = severity == Severity::info ? 'I' : severity == Severity::warning ? 'W' : 'E';
  std::snprintf(text, sizeof text, "%c%02d%02d %02d:%02d:%02d.%06ld %5ld quotadeck] ", letter,
                local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                static_cast<long>(now.tv_usec), static_cast<long>(::syscall(SYS_gettid)));
  return text;
}

}  // namespace

void log(Severity severity, std::string_view text) noexcept {
  try {
    std::string line = prefix(severity);
    for (char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    line += '\n';
    // One write, so that lines of several threads do not mix; nobody can be told of its failure.
    [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  } catch (...) {
  }
}

}  // namespace quotadeck
