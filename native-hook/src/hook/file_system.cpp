#include "hook/file_system.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>

namespace quotadeck {

Expected<Done> require_quota(const Mount& mount, int directory, const std::string& path) {
  std::string where = path + ": " + mount.mount_point;
  if (mount.type != "xfs")
    return Problem{where + " is " + mount.type + "; project quotas need XFS mounted with prjquota",
                   EOPNOTSUPP};
  auto state = quota_state({directory, mount.device});
  if (!state) return Problem{where + ": " + state.problem().message, state.problem().code};
  if (!state->accounting)
    return Problem{where + " is mounted without project quota; mount it with prjquota", ESRCH};
  if (!state->enforcement)
    return Problem{where +
                       " counts project quotas but does not enforce them; mount it with "
                       "prjquota instead of pqnoenforce",
                   ESRCH};
  return Done{};
}

Expected<OpenFileSystem> open_file_system(const std::string& mount_point) {
  Fd fd(::open(mount_point.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return system_problem("cannot open " + mount_point);
  auto mount = mount_of(fd.get());
  if (!mount) return mount.problem();
  if (mount->mount_point != mount_point)
    return Problem{"nothing is mounted at " + mount_point, ENODEV};
  return OpenFileSystem{std::move(fd), *mount};
}

Expected<FileSystemStatus> observe(const OpenFileSystem& file_system) {
  struct statvfs space {};
  if (::fstatvfs(file_system.fd.get(), &space) != 0)
    return system_problem("cannot ask for the space of " + file_system.mount.mount_point);
  auto state = quota_state(file_system.target());
  if (!state) return state.problem();
  FileSystemStatus status;
  status.device = file_system.mount.device;
  status.mount_point = file_system.mount.mount_point;
  status.quota = *state;
  status.size_bytes = std::uint64_t{space.f_blocks} * space.f_frsize;
  status.used_bytes = std::uint64_t{space.f_blocks - space.f_bfree} * space.f_frsize;
  return status;
}

}  // namespace quotadeck
