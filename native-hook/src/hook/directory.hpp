// Opens the directory that a quota is set on, without trusting the path that leads there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hook/volume_roots.hpp"
#include "hook/wish.hpp"
#include "quota/expected.hpp"
#include "quota/fd.hpp"
#include "quota/place.hpp"

namespace quotadeck {

struct Directory {
  Fd fd;                  // opened for reading
  std::string path;       // absolute, as it was walked
  bool made = false;      // by this call
  Fd parent;              // of a volume
  Place place;            // of one that was made: its parent's, which has the same mount
  bool own_group = true;  // of one that was made: its group is this process's, not its parent's
};

/// Opens the launch's sandbox. Where its path leads over a symlink (the agent makes one when an
/// identifier holds a colon) the end must lie beneath the agent's work directory.
Expected<Directory> open_sandbox(const Launch& launch);

/// Opens `<path>/<container name>` and makes it, and what is missing of `path`, beneath one of the
/// allowed roots or the agent's work directory. A symlink on the way, or a parent that is itself
/// in a project, is refused, and so are the agent's own directories and the hook's, whatever name
/// leads to them. A directory that this call made is empty and root's alone; should its parent be
/// in a project, then it is so too, and the caller must refuse it (see quota_inside_quota).
Expected<Directory> open_volume(const Launch& launch, const std::string& path, VolumeRoots& roots);

/// What is said of a volume whose parent directory is in a project.
Problem quota_inside_quota(const std::string& parent, std::uint32_t id);

/// Gives a directory that open_volume made the sandbox's owner and mode.
Expected<Done> dress_like_sandbox(const Directory& directory, const Launch& launch);

/// A Problem unless the directory still stands where it was opened: a task that can rename what
/// leads to it must not get a quota on one directory and mount another.
Expected<Done> check_in_place(const Directory& directory);

/// Removes the directory if it is empty and in the project `id`.
void remove_empty(const std::string& path, std::uint32_t id);

/// Opens an absolute path for reading, refusing symlinks at any part of it.
Expected<Fd> open_plain(const std::string& path);

/// The agent's work directory, read from a sandbox path; empty when it has not that form. Read from
/// the end, as a framework chooses some of the names on the way.
std::string work_directory(const std::string& sandbox);

}  // namespace quotadeck
