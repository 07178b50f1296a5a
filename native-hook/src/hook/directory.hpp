// Opens the directory that a quota is set on, without trusting the path that leads there.
#pragma once

#include <string>
#include <vector>

#include "hook/wish.hpp"
#include "quota/expected.hpp"
#include "quota/fd.hpp"

namespace quotadeck {

struct Directory {
  Fd fd;              // opened for reading
  std::string path;   // absolute, as it was walked
  bool made = false;  // by this call
};

/// Opens the launch's sandbox. Where its path leads over a symlink (the agent makes one when an
/// identifier holds a colon) the end must lie beneath the agent's work directory.
Expected<Directory> open_sandbox(const Launch& launch);

/// Opens `<path>/<container name>` and makes it, and what is missing of `path`, beneath one of the
/// allowed roots or the agent's work directory. A symlink on the way, or a parent that is itself
/// in a project, is refused. A directory that this call made has the sandbox's owner and mode.
Expected<Directory> open_volume(const Launch& launch, const std::string& path,
                                const std::vector<std::string>& allowed_roots);

/// Opens an absolute path for reading, refusing symlinks at any part of it.
Expected<Fd> open_plain(const std::string& path);

/// The agent's work directory, read from a sandbox path; empty when it has not that form.
std::string work_directory(const std::string& sandbox);

}  // namespace quotadeck
