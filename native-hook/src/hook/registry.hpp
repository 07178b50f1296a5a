// The projects that the hook has given out, on disk, so that they outlive the agent.
#pragma once

#include <string>
#include <vector>

#include "hook/status.hpp"
#include "quota/expected.hpp"
#include "quota/fd.hpp"

namespace quotadeck {

/// The file `registry.pb` in the state directory: a Status message of which only the projects and
/// the file systems are filled. Whoever changes either must call save() before acting on it.
class Registry {
 public:
  /// Makes the directory if need be, takes its lock and reads the file. A second holder of the
  /// lock, in this process or another, is refused. A damaged file is set aside with an error in
  /// the log: the kernel still knows the ids in use, and a refusal would keep the agent down.
  static Expected<Registry> open(const std::string& directory);

  /// So large may the file become: more could not be read again. save() refuses, and the launch
  /// that wanted one more project fails.
  static constexpr std::size_t kMaxBytes = std::size_t{48} << 20;

  Expected<Done> save() const;

  /// Null when no project has the id, or lies at the path.
  Project* find(std::uint32_t id);
  Project* find_path(const std::string& path);

  void erase(std::uint32_t id);

  /// Erases all whose id has been set to 0.
  void erase_freed() { erase(0); }

  /// The index of the file system with that mount point, which is added if it is new.
  std::uint32_t file_system(const std::string& device, const std::string& mount_point);

  /// Drops the file systems on which no project lies.
  void forget_unused_file_systems();

  std::vector<Project> projects;
  std::vector<FileSystemStatus> file_systems;

 private:
  std::string file_;
  Fd lock_;
};

/// Reads the registry of a state directory without taking its lock, for those who only look. An
/// empty Status where there is no file yet.
Expected<Status> read_registry(const std::string& directory);

}  // namespace quotadeck
