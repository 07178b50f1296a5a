#include "hook/tree_audit.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <memory>
#include <string_view>

#include "hook/directory.hpp"
#include "quota/fd.hpp"
#include "quota/project.hpp"

namespace quotadeck {
namespace {

using Listing = std::unique_ptr<DIR, int (*)(DIR*)>;

Listing open_listing(Fd fd) {
  Listing listing(::fdopendir(fd.get()), ::closedir);
  if (listing) fd.release();  // the listing closes it
  return listing;
}

}  // namespace

void TreeAudit::start(const std::string& path, std::uint32_t id) {
  path_ = path;
  id_ = id;
  way_.clear();
  way_.emplace_back().length = path.size();
  entries_ = 0;
  put_back_ = 0;
}

void TreeAudit::go_on(std::uint64_t entries, Deadline deadline) {
  std::uint64_t end = entries_ + entries;
  while (!done() && entries_ < end && std::chrono::steady_clock::now() < deadline)
    step(end, deadline);
  if (entries_ > kMaxEntries) way_.clear();
}

// Enters the next directory that waits, else lists more of the one that the walk is in.
void TreeAudit::step(std::uint64_t end, Deadline deadline) {
  Level& level = way_.back();
  path_.resize(level.length);
  if (!level.waiting.empty()) {
    path_ += "/" + level.waiting.back();
    level.waiting.pop_back();
    way_.emplace_back().length = path_.size();
  } else if (level.listed || !list(level, end, deadline)) {
    way_.pop_back();
  }
}

// False when it is not there any more, or on another mount. Where the kernel does not tell the
// mount, a bind mount of the same device is not seen.
bool TreeAudit::list(Level& level, std::uint64_t end, Deadline deadline) {
  auto fd = open_plain(path_);
  auto place = fd ? place_of(fd->get()) : Expected<Place>(fd.problem());
  if (place && way_.size() == 1 && !level.entered) top_ = *place;
  if (!place || place->device != top_.device || place->mount != top_.mount) return false;
  if (!level.entered) restore(fd->get(), true);
  level.entered = true;
  Listing listing = open_listing(std::move(*fd));
  if (!listing) return false;
  if (level.position != 0) ::seekdir(listing.get(), level.position);
  while (level.waiting.size() < kMaxWaiting) {
    dirent* entry = ::readdir(listing.get());
    level.listed = entry == nullptr;
    if (level.listed) break;
    level.position = ::telldir(listing.get());
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    ++entries_;
    if (look_at(::dirfd(listing.get()), entry->d_name)) level.waiting.emplace_back(name);
    if (entries_ >= end || std::chrono::steady_clock::now() >= deadline) break;
  }
  return true;
}

// Whether it is a directory to go into. A file is dealt with here.
bool TreeAudit::look_at(int directory, const char* name) {
  // Looked at before it is opened: to open a device can do things to it.
  Fd found(::openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
  auto place = found ? place_of(found.get()) : Expected<Place>(Problem{"gone"});
  if (!place || place->device != top_.device || place->mount != top_.mount) return false;
  if (S_ISDIR(place->mode)) return true;
  if (!S_ISREG(place->mode)) return false;
  Fd fd = open_found(found);
  if (fd) restore(fd.get(), false);
  return false;
}

void TreeAudit::restore(int fd, bool inherit) {
  auto found = read_attributes(fd);
  if (!found || (found->label.id == id_ && found->label.inherit == inherit)) return;
  if (write_label(fd, {id_, inherit}, *found)) ++put_back_;
}

}  // namespace quotadeck
