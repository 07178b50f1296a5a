#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include "hook/status.hpp"
#include "hook/status_fields.hpp"

namespace quotadeck {
namespace {

using protozero::pbf_reader;

constexpr std::size_t kTrailerBytes = 5;  // the tag of body_length and its four bytes

// The library takes it for granted that a field has the type it is read as; a damaged file may not.
void require(const pbf_reader& reader, protozero::pbf_wire_type type) {
  if (reader.wire_type() != type) throw protozero::unknown_pbf_wire_type_exception{};
}

std::string text(pbf_reader& reader) {
  require(reader, protozero::pbf_wire_type::length_delimited);
  return reader.get_string();
}

std::uint64_t number(pbf_reader& reader) {
  require(reader, protozero::pbf_wire_type::varint);
  return reader.get_uint64();
}

pbf_reader message(pbf_reader& reader) {
  require(reader, protozero::pbf_wire_type::length_delimited);
  return reader.get_message();
}

BuildFacts read_build(pbf_reader reader) {
  BuildFacts build;
  while (reader.next()) {
    switch (reader.tag()) {
      case field::build::version:
        build.version = text(reader);
        break;
      case field::build::build_id:
        build.build_id = text(reader);
        break;
      case field::build::mesos_version:
        build.mesos_version = text(reader);
        break;
      case field::build::library_path:
        build.library_path = text(reader);
        break;
      case field::build::module_name:
        build.module_name = text(reader);
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
        result.device = text(reader);
        break;
      case field::file_system::mount_point:
        result.mount_point = text(reader);
        break;
      case field::file_system::accounting:
        result.quota.accounting = number(reader) != 0;
        break;
      case field::file_system::enforcement:
        result.quota.enforcement = number(reader) != 0;
        break;
      case field::file_system::size_bytes:
        result.size_bytes = number(reader);
        break;
      case field::file_system::used_bytes:
        result.used_bytes = number(reader);
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
        project.id = static_cast<std::uint32_t>(number(reader));
        break;
      case field::project::container_name:
        project.container_name = text(reader);
        break;
      case field::project::task_id:
        project.task_id = text(reader);
        break;
      case field::project::executor_id:
        project.executor_id = text(reader);
        break;
      case field::project::framework_id:
        project.framework_id = text(reader);
        break;
      case field::project::path:
        project.path = text(reader);
        break;
      case field::project::hard_limit_bytes:
        project.limits.bytes = number(reader);
        break;
      case field::project::inode_limit:
        project.limits.inodes = number(reader);
        break;
      case field::project::used_bytes:
        project.used_bytes = number(reader);
        break;
      case field::project::used_inodes:
        project.used_inodes = number(reader);
        break;
      case field::project::state:
        project.state = to_state(number(reader));
        break;
      case field::project::since_ms:
        project.since_ms = number(reader);
        break;
      case field::project::last_error:
        project.last_error = text(reader);
        break;
      case field::project::file_system:
        project.file_system = static_cast<std::uint32_t>(number(reader));
        break;
      case field::project::limit_changed:
        project.limit_changed = number(reader) != 0;
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
        counters.launches = number(reader);
        break;
      case field::counters::launch_failures:
        counters.launch_failures = number(reader);
        break;
      case field::counters::released:
        counters.released = number(reader);
        break;
      case field::counters::sample_errors:
        counters.sample_errors = number(reader);
        break;
      case field::counters::write_errors:
        counters.write_errors = number(reader);
        break;
      default:
        reader.skip();
    }
  }
  return counters;
}

Status read_status(pbf_reader reader) {
  Status status;
  status.schema_version = 0;  // what a field that is not there means in proto3
  while (reader.next()) {
    switch (reader.tag()) {
      case field::status::schema_version:
        status.schema_version = static_cast<std::uint32_t>(number(reader));
        break;
      case field::status::build:
        status.build = read_build(message(reader));
        break;
      case field::status::hostname:
        status.hostname = text(reader);
        break;
      case field::status::boot_id:
        status.boot_id = text(reader);
        break;
      case field::status::pid:
        status.pid = static_cast<std::uint32_t>(number(reader));
        break;
      case field::status::started_at_ms:
        status.started_at_ms = number(reader);
        break;
      case field::status::written_at_ms:
        status.written_at_ms = number(reader);
        break;
      case field::status::sequence:
        status.sequence = number(reader);
        break;
      case field::status::interval_ms:
        status.interval_ms = static_cast<std::uint32_t>(number(reader));
        break;
      case field::status::file_systems:
        status.file_systems.push_back(read_file_system(message(reader)));
        break;
      case field::status::projects:
        status.projects.push_back(read_project(message(reader)));
        break;
      case field::status::counters:
        status.counters = read_counters(message(reader));
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
    return Problem{std::string("not of Quotadeck's form: ") + problem.what(), EBADMSG};
  }
}

}  // namespace quotadeck
