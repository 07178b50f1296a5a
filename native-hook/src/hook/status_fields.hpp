// Field numbers of proto/status.proto.
#pragma once

#include <protozero/types.hpp>

namespace quotadeck::field {

using Tag = protozero::pbf_tag_type;

namespace status {
constexpr Tag schema_version = 1, build = 2, hostname = 3, boot_id = 4, pid = 5, started_at_ms = 6,
              written_at_ms = 7, sequence = 8, interval_ms = 9, file_systems = 10, projects = 11,
              counters = 12, body_length = 15;
}
namespace build {
constexpr Tag version = 1, build_id = 2, mesos_version = 3, library_path = 4, module_name = 5;
}
namespace file_system {
constexpr Tag device = 1, mount_point = 2, accounting = 3, enforcement = 4, size_bytes = 5,
              used_bytes = 6;
}
namespace project {
constexpr Tag id = 1, container_name = 2, task_id = 3, executor_id = 4, framework_id = 5, path = 6,
              hard_limit_bytes = 7, inode_limit = 8, used_bytes = 9, used_inodes = 10, state = 11,
              since_ms = 12, last_error = 13, file_system = 14, limit_changed = 15;
}
namespace counters {
constexpr Tag launches = 1, launch_failures = 2, released = 3, sample_errors = 4, write_errors = 5;
}

}  // namespace quotadeck::field
