#include "quota/tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string_view>

#include "quota/place.hpp"
#include "quota/project.hpp"

namespace quotadeck {
namespace {

// One descriptor is open for each level, so a hostile depth must not eat all of the agent's.
constexpr int kMaxDepth = 200;

struct Relabel {
  std::uint32_t to = 0;
  std::optional<std::uint32_t> only_from;
  Deadline deadline;
};

class Labeller {
 public:
  Labeller(const Relabel& job, const Place& top) : job_(job), top_(top) {}

  std::uint64_t count() const { return count_; }

  Expected<Done> directory(int fd, int depth) {
    if (depth > kMaxDepth) return Problem{"the tree is deeper than 200 directories", ELOOP};
    if (auto set = label(fd, job_.to != 0); !set) return set.problem();
    return children(fd, depth);
  }

 private:
  Expected<Done> label(int fd, bool inherit) {
    if (job_.only_from) {
      auto found = read_label(fd);
      if (!found) return found.problem();
      if (found->id != *job_.only_from) return Done{};
    }
    if (auto set = write_label(fd, {job_.to, inherit}); !set) return set.problem();
    ++count_;
    return Done{};
  }

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
      if (std::chrono::steady_clock::now() > job_.deadline)
        return Problem{"it holds too much to be labelled in time", ETIMEDOUT};
      if (auto done = child(fd, entry->d_name, depth); !done) return done;
    }
    return Done{};
  }

  Expected<Done> child(int parent, const char* name, int depth) {
    Fd found(::openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!found) return gone_is_fine(system_problem(std::string("cannot open ") + name));
    auto place = place_of(found.get());
    if (!place) return place.problem();
    // Where the kernel does not tell the mount, a bind mount of the same device is not seen.
    if (place->device != top_.device || place->mount != top_.mount) return Done{};
    if (!S_ISDIR(place->mode) && !S_ISREG(place->mode)) return Done{};
    Fd fd = open_found(found);
    if (!fd) return gone_is_fine(system_problem(std::string("cannot open ") + name));
    if (S_ISDIR(place->mode)) return directory(fd.get(), depth + 1);
    if (auto set = label(fd.get(), false); !set)
      return Problem{std::string(name) + ": " + set.problem().message, set.problem().code};
    return Done{};
  }

  static Expected<Done> gone_is_fine(const Problem& problem) {
    if (problem.code == ENOENT) return Done{};
    return problem;
  }

  Relabel job_;
  Place top_;
  std::uint64_t count_ = 0;
};

Expected<std::uint64_t> relabel(int directory, const Relabel& job) {
  auto top = place_of(directory);
  if (!top) return top.problem();
  Labeller labeller(job, *top);
  if (auto done = labeller.directory(directory, 0); !done) return done.problem();
  return labeller.count();
}

}  // namespace

Fd open_found(const Fd& found) {
  std::string path = "/proc/self/fd/" + std::to_string(found.get());
  return Fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

Expected<std::uint64_t> label_tree(int directory, std::uint32_t id, Deadline deadline) {
  return relabel(directory, {id, std::nullopt, deadline});
}

Expected<std::uint64_t> unlabel_tree(int directory, std::uint32_t from, Deadline deadline) {
  return relabel(directory, {0, from, deadline});
}

}  // namespace quotadeck
