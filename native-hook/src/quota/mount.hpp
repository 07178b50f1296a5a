// The mount that an open file lies on.
#pragma once

#include <string>
#include <string_view>

#include "quota/expected.hpp"

namespace quotadeck {

struct Mount {
  std::string device;       // "/dev/vdb"
  std::string mount_point;  // "/var/lib/mesos"
  std::string type;         // "xfs"
};

/// Finds the mount of an open file in this process's own view of the mounts.
Expected<Mount> mount_of(int fd);

/// Finds the mount with the given id in the text of a mountinfo file; see proc(5).
Expected<Mount> find_mount(std::string_view mountinfo, int id);

}  // namespace quotadeck
