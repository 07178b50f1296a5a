#include "ctl/hook_process.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <sstream>

#include "quota/read_file.hpp"

namespace quotadeck::ctl {
namespace {

// The device in /proc/locks is not always the one that stat tells, so the descriptors decide.
bool has_open(pid_t pid, const struct stat& wanted) {
  std::error_code none;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd", none)) {
    struct stat found {};
    if (::stat(entry.path().c_str(), &found) == 0 && found.st_ino == wanted.st_ino &&
        found.st_dev == wanted.st_dev)
      return true;
  }
  return false;
}

}  // namespace

// "1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF"; one that waits has "->" after the number.
std::vector<pid_t> lock_holders(const std::string& locks, ino_t inode) {
  std::vector<pid_t> holders;
  std::istringstream lines(locks);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string number, kind, advisory, access, file;
    pid_t pid = 0;
    if (!(fields >> number >> kind >> advisory >> access >> pid >> file)) continue;
    std::size_t colon = file.rfind(':');
    if (kind == "FLOCK" && colon != std::string::npos &&
        file.substr(colon + 1) == std::to_string(inode))
      holders.push_back(pid);
  }
  return holders;
}

pid_t hook_process(const std::string& state_dir) {
  struct stat lock {};
  if (::stat((state_dir + "/lock").c_str(), &lock) != 0) return 0;
  auto locks = read_file("/proc/locks");
  if (!locks) return 0;
  for (pid_t pid : lock_holders(*locks, lock.st_ino))
    if (has_open(pid, lock)) return pid;
  return 0;
}

}  // namespace quotadeck::ctl
