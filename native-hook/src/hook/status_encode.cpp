#include <protozero/pbf_writer.hpp>

#include "hook/status.hpp"
#include "hook/status_fields.hpp"

namespace quotadeck {
namespace {

using protozero::pbf_writer;

// As in proto3, a field that has its default value is not written.
void add(pbf_writer& writer, field::Tag tag, const std::string& value) {
  if (!value.empty()) writer.add_bytes(tag, value);
}

void add(pbf_writer& writer, field::Tag tag, std::uint64_t value) {
  if (value != 0) writer.add_uint64(tag, value);
}

void write_build(pbf_writer& writer, const BuildFacts& build) {
  add(writer, field::build::version, build.version);
  add(writer, field::build::build_id, build.build_id);
  add(writer, field::build::mesos_version, build.mesos_version);
  add(writer, field::build::library_path, build.library_path);
  add(writer, field::build::module_name, build.module_name);
}

void write_file_system(pbf_writer& writer, const FileSystemStatus& file_system) {
  add(writer, field::file_system::device, file_system.device);
  add(writer, field::file_system::mount_point, file_system.mount_point);
  add(writer, field::file_system::accounting, file_system.quota.accounting);
  add(writer, field::file_system::enforcement, file_system.quota.enforcement);
  add(writer, field::file_system::size_bytes, file_system.size_bytes);
  add(writer, field::file_system::used_bytes, file_system.used_bytes);
}

void write_project(pbf_writer& writer, const Project& project) {
  add(writer, field::project::id, project.id);
  add(writer, field::project::container_name, project.container_name);
  add(writer, field::project::task_id, project.task_id);
  add(writer, field::project::executor_id, project.executor_id);
  add(writer, field::project::framework_id, project.framework_id);
  add(writer, field::project::path, project.path);
  add(writer, field::project::hard_limit_bytes, project.limits.bytes);
  add(writer, field::project::inode_limit, project.limits.inodes);
  add(writer, field::project::used_bytes, project.used_bytes);
  add(writer, field::project::used_inodes, project.used_inodes);
  add(writer, field::project::state, static_cast<std::uint64_t>(project.state));
  add(writer, field::project::since_ms, project.since_ms);
  add(writer, field::project::last_error, project.last_error);
  add(writer, field::project::file_system, project.file_system);
  add(writer, field::project::limit_changed, project.limit_changed);
}

void write_counters(pbf_writer& writer, const Counters& counters) {
  add(writer, field::counters::launches, counters.launches);
  add(writer, field::counters::launch_failures, counters.launch_failures);
  add(writer, field::counters::released, counters.released);
  add(writer, field::counters::sample_errors, counters.sample_errors);
  add(writer, field::counters::write_errors, counters.write_errors);
}

// The library leaves out an empty message; readers would see no counters instead of zeros.
template <typename T>
void add_message(pbf_writer& writer, field::Tag tag, void (*write)(pbf_writer&, const T&),
                 const T& value) {
  std::string bytes;
  pbf_writer inner(bytes);
  write(inner, value);
  writer.add_message(tag, bytes);
}

}  // namespace

std::string encode_status(const Status& status) {
  std::string bytes;
  pbf_writer writer(bytes);
  add(writer, field::status::schema_version, status.schema_version);
  add_message(writer, field::status::build, write_build, status.build);
  add(writer, field::status::hostname, status.hostname);
  add(writer, field::status::boot_id, status.boot_id);
  add(writer, field::status::pid, status.pid);
  add(writer, field::status::started_at_ms, status.started_at_ms);
  add(writer, field::status::written_at_ms, status.written_at_ms);
  add(writer, field::status::sequence, status.sequence);
  add(writer, field::status::interval_ms, status.interval_ms);
  for (const FileSystemStatus& file_system : status.file_systems)
    add_message(writer, field::status::file_systems, write_file_system, file_system);
  for (const Project& project : status.projects)
    add_message(writer, field::status::projects, write_project, project);
  add_message(writer, field::status::counters, write_counters, status.counters);
  writer.add_fixed32(field::status::body_length, static_cast<std::uint32_t>(bytes.size()));
  return bytes;
}

}  // namespace quotadeck
