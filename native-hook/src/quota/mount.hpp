// The mount that an open file lies on.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "quota/expected.hpp"
#include "quota/fd.hpp"
#include "quota/place.hpp"

namespace quotadeck {

struct Mount {
  std::string device;       // "/dev/vdb"
  std::string mount_point;  // "/var/lib/mesos"
  std::string type;         // "xfs"
};

/// Finds the mount of an open file in this process's own view of the mounts.
Expected<Mount> mount_of(int fd);

/// The same for one who asks again and again: reads the list of mounts only when the kernel says
/// that it has changed.
class Mounts {
 public:
  /// The mount that an open file lies on; `place` is the file's.
  Expected<Mount> of(int fd, const Place& place);

 private:
  bool changed();

  Fd list_;
  std::map<std::uint64_t, Mount> known_;
};

/// Finds the mount with the given id in the text of a mountinfo file; see proc(5).
Expected<Mount> find_mount(std::string_view mountinfo, std::uint64_t id);

}  // namespace quotadeck
