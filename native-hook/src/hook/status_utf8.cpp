#include "hook/status.hpp"
#include "hook/utf8.hpp"

namespace quotadeck {
namespace {

void clean(std::string& text) {
  if (!is_utf8(text)) text = to_utf8(text);
}

void clean(Project& project) {
  for (std::string* text : {&project.container_name, &project.task_id, &project.executor_id,
                            &project.framework_id, &project.path, &project.last_error})
    clean(*text);
}

}  // namespace

void make_utf8(Status& status) {
  clean(status.hostname);
  clean(status.build.library_path);
  for (FileSystemStatus& file_system : status.file_systems) {
    clean(file_system.device);
    clean(file_system.mount_point);
  }
  for (Project& project : status.projects) clean(project);
}

}  // namespace quotadeck
