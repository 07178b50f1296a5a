// Finds the agent that has the hook loaded.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace quotadeck::ctl {

/// The process that holds the lock of the state directory; 0 when none does. Looks without taking
/// the lock: an agent that starts at that moment would be refused.
pid_t hook_process(const std::string& state_dir);

/// The processes that hold a flock on a file with this inode number, by the text of /proc/locks.
std::vector<pid_t> lock_holders(const std::string& locks, ino_t inode);

}  // namespace quotadeck::ctl
