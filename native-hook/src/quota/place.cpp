#include "quota/place.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace quotadeck {

Expected<Place> place_of(int fd) {
  struct statx found {};
  constexpr unsigned kWanted = STATX_TYPE | STATX_MODE | STATX_INO | STATX_MNT_ID;
  if (::statx(fd, "", AT_EMPTY_PATH, kWanted, &found) != 0) return system_problem("cannot stat");
  Place place;
  place.device = (static_cast<std::uint64_t>(found.stx_dev_major) << 32) | found.stx_dev_minor;
  place.inode = found.stx_ino;
  if ((found.stx_mask & STATX_MNT_ID) != 0) place.mount = found.stx_mnt_id;
  place.mode = found.stx_mode;
  return place;
}

}  // namespace quotadeck
