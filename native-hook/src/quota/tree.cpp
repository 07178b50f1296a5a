#include "quota/tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <memory>
#include <string_view>

#include "quota/fd.hpp"
#include "quota/project.hpp"

namespace quotadeck {
namespace {

// One descriptor is open for each level, so a hostile depth must not eat all of the agent's.
constexpr int kMaxDepth = 200;

struct Place {
  std::uint64_t device = 0;
  std::uint64_t mount = 0;
  mode_t mode = 0;
};

Expected<Place> place_of(int directory, const char* name, int flags) {
  struct statx found {};
  if (::statx(directory, name, flags | AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_MNT_ID, &found) != 0)
    return system_problem(std::string("cannot stat ") + name);
  Place place;
  place.device = (static_cast<std::uint64_t>(found.stx_dev_major) << 32) | found.stx_dev_minor;
  // Kernels before 5.8 do not tell the mount; there a bind mount of the same device is not seen.
  if ((found.stx_mask & STATX_MNT_ID) != 0) place.mount = found.stx_mnt_id;
  place.mode = found.stx_mode;
  return place;
}

class Labeller {
 public:
  Labeller(std::uint32_t id, const Place& top) : id_(id), top_(top) {}

  std::uint64_t count() const { return count_; }

  Expected<Done> directory(int fd, int depth) {
    if (depth > kMaxDepth) return Problem{"the tree is deeper than 200 directories", ELOOP};
    if (auto set = write_label(fd, {id_, id_ != 0}); !set) return set.problem();
    ++count_;
    return children(fd, depth);
  }

 private:
  Expected<Done> children(int fd, int depth) {
    int copy = ::openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy < 0) return system_problem("cannot open a directory");
    std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(copy), ::closedir);
    if (!listing) {
      Problem problem = system_problem("cannot list a directory");
      ::close(copy);
      return problem;
    }
    while (dirent* entry = ::readdir(listing.get())) {
      std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (auto done = child(fd, entry->d_name, depth); !done) return done;
    }
    return Done{};
  }

  Expected<Done> child(int parent, const char* name, int depth) {
    auto place = place_of(parent, name, 0);
    if (!place) return gone_is_fine(place.problem());
    if (place->device != top_.device || place->mount != top_.mount) return Done{};
    if (!S_ISDIR(place->mode) && !S_ISREG(place->mode)) return Done{};
    Fd fd(::openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!fd) return gone_is_fine(system_problem(std::string("cannot open ") + name));
    if (S_ISDIR(place->mode)) return directory(fd.get(), depth + 1);
    if (auto set = write_label(fd.get(), {id_, false}); !set)
      return Problem{std::string(name) + ": " + set.problem().message, set.problem().code};
    ++count_;
    return Done{};
  }

  static Expected<Done> gone_is_fine(const Problem& problem) {
    if (problem.code == ENOENT) return Done{};
    return problem;
  }

  std::uint32_t id_;
  Place top_;
  std::uint64_t count_ = 0;
};

}  // namespace

Expected<std::uint64_t> label_tree(int directory, std::uint32_t id) {
  auto top = place_of(directory, "", AT_EMPTY_PATH);
  if (!top) return top.problem();
  Labeller labeller(id, *top);
  if (auto done = labeller.directory(directory, 0); !done) return done.problem();
  return labeller.count();
}

}  // namespace quotadeck
