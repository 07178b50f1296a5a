// The status file's content, field for field that of proto/status.proto, which explains it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quota/expected.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck {

struct BuildFacts {
  std::string version;
  std::string build_id;  // bytes
  std::string mesos_version;
  std::string library_path;
  std::string module_name;
};

struct FileSystemStatus {
  std::string device;
  std::string mount_point;
  QuotaState quota;
  std::uint64_t size_bytes = 0;
  std::uint64_t used_bytes = 0;
};

/// Numbers as in the proto. `reserved` stands in the registry alone: the id is taken, the quota
/// not yet set.
enum class ProjectState { reserved = 0, active = 1, released = 2, error = 3 };

struct Project {
  std::uint32_t id = 0;
  std::string container_name;
  std::string task_id;
  std::string executor_id;
  std::string framework_id;
  std::string path;
  Limits limits;
  std::uint64_t used_bytes = 0;
  std::uint64_t used_inodes = 0;
  ProjectState state = ProjectState::reserved;
  std::uint64_t since_ms = 0;
  std::string last_error;
  std::uint32_t file_system = 0;
  bool limit_changed = false;
};

struct Counters {
  std::uint64_t launches = 0;
  std::uint64_t launch_failures = 0;
  std::uint64_t released = 0;
  std::uint64_t sample_errors = 0;
  std::uint64_t write_errors = 0;
};

struct Status {
  std::uint32_t schema_version = 1;
  BuildFacts build;
  std::string hostname;
  std::string boot_id;
  std::uint32_t pid = 0;
  std::uint64_t started_at_ms = 0;
  std::uint64_t written_at_ms = 0;
  std::uint64_t sequence = 0;
  std::uint32_t interval_ms = 0;
  std::vector<FileSystemStatus> file_systems;
  std::vector<Project> projects;
  Counters counters;
};

/// Makes all names and paths UTF-8, as readers of the status file need them. The registry keeps
/// them as they are.
void make_utf8(Status& status);

/// The bytes of a status file, with body_length at their end.
std::string encode_status(const Status& status);

/// Reads them back; a Problem when they were cut off or are no status at all. Unknown fields, of
/// a later version, are passed over.
Expected<Status> decode_status(std::string_view bytes);

}  // namespace quotadeck
