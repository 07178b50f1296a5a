#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include "hook/status.hpp"
#include "hook/status_fields.hpp"

namespace quotadeck {
namespace {

using protozero::pbf_reader;

constexpr std::size_t kTrailerBytes = 5;  // the tag of body_length and its four bytes

BuildFacts read_build(pbf_reader reader) {
  BuildFacts build;
  while (reader.next()) {
    switch (reader.tag()) {
      case field::build::version:
        build.version = reader.get_string();
        break;
      case field::build::build_id:
        build.build_id = reader.get_bytes();
        break;
      case field::build::mesos_version:
        build.mesos_version = reader.get_string();
        break;
      case field::build::library_path:
        build.library_path = reader.get_string();
        break;
      case field::build::module_name:
        build.module_name = reader.get_string();
        break;
      default:
        reader.skip();
    }
  }
  return build;
}

FileSystemStatus read_file_system(pbf_reader reader) {
  FileSystemStatus result;
  while (reader.next()) {
    switch (reader.tag()) {
      case field::file_system::device:
        result.device = reader.get_string();
        break;
      case field::file_system::mount_point:
        result.mount_point = reader.get_string();
        break;
      case field::file_system::accounting:
        result.quota.accounting = reader.get_bool();
        break;
      case field::file_system::enforcement:
        result.quota.enforcement = reader.get_bool();
        break;
      case field::file_system::size_bytes:
        result.size_bytes = reader.get_uint64();
        break;
      case field::file_system::used_bytes:
        result.used_bytes = reader.get_uint64();
        break;
      default:
        reader.skip();
    }
  }
  return result;
}

ProjectState to_state(std::uint64_t number) {
  return number <= 3 ? static_cast<ProjectState>(number) : ProjectState::error;
}

Project read_project(pbf_reader reader) {
  Project project;
  while (reader.next()) {
    switch (reader.tag()) {
      case field::project::id:
        project.id = reader.get_uint32();
        break;
      case field::project::container_name:
        project.container_name = reader.get_string();
        break;
      case field::project::task_id:
        project.task_id = reader.get_string();
        break;
      case field::project::executor_id:
        project.executor_id = reader.get_string();
        break;
      case field::project::framework_id:
        project.framework_id = reader.get_string();
        break;
      case field::project::path:
        project.path = reader.get_string();
        break;
      case field::project::hard_limit_bytes:
        project.limits.bytes = reader.get_uint64();
        break;
      case field::project::inode_limit:
        project.limits.inodes = reader.get_uint64();
        break;
      case field::project::used_bytes:
        project.used_bytes = reader.get_uint64();
        break;
      case field::project::used_inodes:
        project.used_inodes = reader.get_uint64();
        break;
      case field::project::state:
        project.state = to_state(reader.get_uint64());
        break;
      case field::project::since_ms:
        project.since_ms = reader.get_uint64();
        break;
      case field::project::last_error:
        project.last_error = reader.get_string();
        break;
      case field::project::file_system:
        project.file_system = reader.get_uint32();
        break;
      default:
        reader.skip();
    }
  }
  return project;
}

Counters read_counters(pbf_reader reader) {
  Counters counters;
  while (reader.next()) {
    switch (reader.tag()) {
      case field::counters::launches:
        counters.launches = reader.get_uint64();
        break;
      case field::counters::launch_failures:
        counters.launch_failures = reader.get_uint64();
        break;
      case field::counters::released:
        counters.released = reader.get_uint64();
        break;
      case field::counters::sample_errors:
        counters.sample_errors = reader.get_uint64();
        break;
      case field::counters::write_errors:
        counters.write_errors = reader.get_uint64();
        break;
      default:
        reader.skip();
    }
  }
  return counters;
}

Status read_status(pbf_reader reader) {
  Status status;
  while (reader.next()) {
    switch (reader.tag()) {
      case field::status::schema_version:
        status.schema_version = reader.get_uint32();
        break;
      case field::status::build:
        status.build = read_build(reader.get_message());
        break;
      case field::status::hostname:
        status.hostname = reader.get_string();
        break;
      case field::status::boot_id:
        status.boot_id = reader.get_string();
        break;
      case field::status::pid:
        status.pid = reader.get_uint32();
        break;
      case field::status::started_at_ms:
        status.started_at_ms = reader.get_uint64();
        break;
      case field::status::written_at_ms:
        status.written_at_ms = reader.get_uint64();
        break;
      case field::status::sequence:
        status.sequence = reader.get_uint64();
        break;
      case field::status::interval_ms:
        status.interval_ms = reader.get_uint32();
        break;
      case field::status::file_systems:
        status.file_systems.push_back(read_file_system(reader.get_message()));
        break;
      case field::status::projects:
        status.projects.push_back(read_project(reader.get_message()));
        break;
      case field::status::counters:
        status.counters = read_counters(reader.get_message());
        break;
      default:
        reader.skip();
    }
  }
  return status;
}

Expected<Done> check_trailer(std::string_view bytes) {
  Problem cut{"the file was cut off: its body_length is missing or disagrees", EBADMSG};
  if (bytes.size() < kTrailerBytes) return cut;
  std::size_t body = bytes.size() - kTrailerBytes;
  pbf_reader trailer(bytes.data() + body, kTrailerBytes);
  bool found = trailer.next(field::status::body_length, protozero::pbf_wire_type::fixed32);
  if (!found || trailer.get_fixed32() != body) return cut;
  return Done{};
}

}  // namespace

Expected<Status> decode_status(std::string_view bytes) {
  try {
    if (auto whole = check_trailer(bytes); !whole) return whole.problem();
    return read_status(pbf_reader(bytes.data(), bytes.size()));
  } catch (const protozero::exception& problem) {
    return Problem{std::string("not a status file: ") + problem.what(), EBADMSG};
  }
}

}  // namespace quotadeck
