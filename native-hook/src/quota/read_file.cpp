#include "quota/read_file.hpp"

#include <fcntl.h>

#include "quota/fd.hpp"

namespace quotadeck {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

}  // namespace

Expected<std::string> read_file(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system_problem("cannot open " + path);
  std::string content;
  char buffer[8192];
  while (content.size() <= kMaxBytes) {
    ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got == 0) return content;
    if (got > 0) {
      content.append(buffer, static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return system_problem("cannot read " + path);
    }
  }
  return Problem{path + " is larger than 64 MiB", EFBIG};
}

}  // namespace quotadeck
