// The projects that the hook has given out, on disk, so that they outlive the agent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hook/journal.hpp"
#include "hook/status.hpp"
#include "quota/expected.hpp"
#include "quota/fd.hpp"

namespace quotadeck {

/// The file `registry.pb` in the state directory: a Status message of which only the projects and
/// the file systems are filled, and the sequence, which is its generation. Projects recorded since
/// it was written stand in `launches.journal` beside it. Whoever changes either must call save() or
/// record() before acting on it.
class Registry {
 public:
  /// Makes the directory if need be, takes its lock and reads the file. A second holder of the
  /// lock, in this process or another, is refused after two seconds. A damaged file is set aside
  /// with an error in the log: the kernel still knows the ids in use, and a refusal would keep the
  /// agent down.
  static Expected<Registry> open(const std::string& directory);

  /// So large may the file become: more could not be read again. save() refuses, and the launch
  /// that wanted one more project fails.
  static constexpr std::size_t kMaxBytes = std::size_t{48} << 20;

  /// Writes the file anew, with all that has been recorded.
  Expected<Done> save();

  /// Adds a project, or replaces the one of its id, and brings that to disk: in the journal, which
  /// costs the same however many projects there are, else with the whole file. After a Problem the
  /// registry is as before.
  Expected<Done> record(const Project& project);

  /// Null when no project has the id, or lies at the path.
  Project* find(std::uint32_t id);
  const Project* find(std::uint32_t id) const;
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
  void open_journal();
  bool append(const Project& project);

  std::string file_;
  Fd lock_;
  std::uint64_t generation_ = 0;  // of the file
  std::optional<Journal> journal_;
};

/// Reads the registry of a state directory without taking its lock, for those who only look. An
/// empty Status where there is no file yet.
Expected<Status> read_registry(const std::string& directory);

}  // namespace quotadeck
