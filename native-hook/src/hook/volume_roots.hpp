// Where volumes may lie, and where not: asked of the system once, and not at every launch.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "quota/expected.hpp"
#include "quota/fd.hpp"
#include "quota/place.hpp"

namespace quotadeck {

/// What is known is asked anew by refresh(): these directories are the operator's and the agent's,
/// and nobody else can change where they lie.
class VolumeRoots {
 public:
  /// Both are lists of absolute paths; `forbidden` are the hook's own directories.
  VolumeRoots(std::vector<std::string> allowed, std::vector<std::string> forbidden)
      : allowed_(std::move(allowed)), forbidden_(std::move(forbidden)) {}

  struct Root {
    Fd fd;
    std::string path;  // over no link
  };

  /// Opens the root that `path` lies beneath: an allowed one, or the agent's work directory (empty:
  /// not known). `rest` becomes what of `path` comes after it.
  Expected<Root> open(const std::string& path, const std::string& work, std::string& rest);

  /// The directories that no volume may lie in, those of the agent at `work` included.
  const std::vector<Place>& forbidden(const std::string& work);

  /// Asks again for all that has been asked for, off the way of a launch.
  void refresh();

 private:
  std::vector<Place> ask(const std::string& work) const;

  std::vector<std::string> allowed_;
  std::vector<std::string> forbidden_;
  std::map<std::string, std::string> real_;
  std::map<std::string, std::vector<Place>> places_;
};

/// Where an open directory lies, over no link.
Expected<std::string> path_of(const Fd& fd);

/// What a task that names the agent's or the hook's own directory is told.
Problem belongs_to_agent(const std::string& path);

/// Whether `path` is `root` or lies beneath it, by name.
bool beneath(const std::string& path, const std::string& root);

}  // namespace quotadeck
