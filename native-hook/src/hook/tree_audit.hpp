// Looks for what has left a project beneath its directory, a little at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quota/expected.hpp"
#include "quota/place.hpp"
#include "quota/tree.hpp"

namespace quotadeck {

/// Walks one project's tree over as many calls as that takes, without keeping a descriptor between
/// them, which would hold the file system busy. What is in another project than it should, or in
/// none, is put back. Follows no symlink, stays on the mount, and goes as deep as the kernel takes
/// a path; after kMaxEntries it ends, as somebody may add to the tree faster than it is walked.
class TreeAudit {
 public:
  static constexpr std::uint64_t kMaxEntries = 1'000'000;

  /// From here on walks the tree at `path` (absolute, over no link), whose project is `id`.
  void start(const std::string& path, std::uint32_t id);

  /// Goes on until so many entries of directories have been looked at, the deadline or the end of
  /// the tree. What cannot be opened or set is left alone.
  void go_on(std::uint64_t entries, Deadline deadline);

  bool done() const { return way_.empty(); }
  std::uint32_t id() const { return id_; }

  /// How many files and directories have been looked at, and put back, since start().
  std::uint64_t entries() const { return entries_; }
  std::uint64_t put_back() const { return put_back_; }

 private:
  // A directory on the way to where the walk is.
  struct Level {
    std::size_t length = 0;            // of its path, which is the start of path_
    bool entered = false;              // its own label has been looked at
    bool listed = false;               // to its end
    long position = 0;                 // in its list, as telldir counts
    std::vector<std::string> waiting;  // directories in it that have been listed and not entered
  };

  static constexpr std::size_t kMaxWaiting = 128;

  void step(std::uint64_t end, Deadline deadline);
  bool list(Level& level, std::uint64_t end, Deadline deadline);
  bool look_at(int directory, const char* name);
  void restore(int fd, bool inherit);

  std::string path_;
  std::uint32_t id_ = 0;
  Place top_;
  std::vector<Level> way_;  // from the top down
  std::uint64_t entries_ = 0;
  std::uint64_t put_back_ = 0;
};

}  // namespace quotadeck
