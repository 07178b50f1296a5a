#include "hook/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "quota/fd.hpp"

namespace quotadeck {
namespace {

Expected<Done> write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_problem("cannot write");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

Expected<Done> write_new(const std::string& path, std::string_view content, mode_t mode,
                         Durable durable) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  Fd fd(::open(path.c_str(), kFlags, 0600));
  // Left by a crash.
  if (!fd && errno == EEXIST && ::unlink(path.c_str()) == 0)
    fd = Fd(::open(path.c_str(), kFlags, 0600));
  if (!fd) return system_problem("cannot make");
  if (auto done = write_all(fd.get(), content); !done) return done;
  if (::fchmod(fd.get(), mode) != 0) return system_problem("cannot set the mode of");
  if (durable == Durable::yes && ::fsync(fd.get()) != 0) return system_problem("cannot sync");
  return Done{};
}

}  // namespace

Expected<Done> replace_file(const std::string& path, std::string_view content, mode_t mode,
                            Durable durable) {
  std::string fresh = path + ".new";
  if (auto done = write_new(fresh, content, mode, durable); !done) {
    ::unlink(fresh.c_str());
    return Problem{fresh + ": " + done.problem().message, done.problem().code};
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    Problem problem = system_problem("cannot replace " + path);
    ::unlink(fresh.c_str());
    return problem;
  }
  if (durable == Durable::no) return Done{};
  std::string directory = path.substr(0, path.rfind('/') + 1);
  Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return system_problem("cannot sync " + directory);
  return Done{};
}

Expected<Done> make_directories(const std::string& path) {
  for (std::size_t at = 1; at <= path.size();) {
    std::size_t end = std::min(path.find('/', at), path.size());
    std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0755) != 0 && errno != EEXIST)
      return system_problem("cannot make the directory " + part);
    at = end + 1;
  }
  return Done{};
}

}  // namespace quotadeck
