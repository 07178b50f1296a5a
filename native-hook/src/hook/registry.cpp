#include "hook/registry.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>

#include "hook/atomic_file.hpp"
#include "hook/log.hpp"
#include "quota/read_file.hpp"

namespace quotadeck {
namespace {

Expected<Fd> take_lock(const std::string& path) {
  Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!lock) return system_problem("cannot open " + path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return system_problem("cannot lock " + path);
  return Problem{path +
                     " is locked by another Quotadeck hook: load it once in each agent, under "
                     "one name, and give every agent a state_dir of its own",
                 EWOULDBLOCK};
}

// A file system index that points nowhere would be followed later.
bool consistent(const Status& status) {
  return std::all_of(status.projects.begin(), status.projects.end(), [&](const Project& project) {
    return project.id != 0 && project.file_system < status.file_systems.size();
  });
}

std::string file_in(const std::string& directory) {
  return directory + "/registry.pb";
}

}  // namespace

Expected<Status> read_registry(const std::string& directory) {
  auto bytes = read_file(file_in(directory));
  if (!bytes && bytes.problem().code == ENOENT) return Status{};
  if (!bytes) return bytes.problem();
  auto status = decode_status(*bytes);
  if (status && !consistent(*status)) return Problem{"its entries contradict each other", EBADMSG};
  return status;
}

Expected<Registry> Registry::open(const std::string& directory) {
  if (auto made = make_directories(directory); !made) return made.problem();
  auto lock = take_lock(directory + "/lock");
  if (!lock) return lock.problem();
  Registry registry;
  registry.lock_ = std::move(*lock);
  registry.file_ = file_in(directory);
  auto status = read_registry(directory);
  if (!status && status.problem().code != EBADMSG) return status.problem();
  if (!status) {
    std::string aside = registry.file_ + ".damaged";
    log(Severity::error, registry.file_ + ": " + status.problem().message + "; kept as " + aside +
                             ", starting with an empty one");
    if (::rename(registry.file_.c_str(), aside.c_str()) != 0)
      return system_problem("cannot rename " + registry.file_);
    return registry;
  }
  registry.projects = std::move(status->projects);
  registry.file_systems = std::move(status->file_systems);
  return registry;
}

Expected<Done> Registry::save() const {
  Status status;
  status.projects = projects;
  status.file_systems = file_systems;
  std::string bytes = encode_status(status);
  if (bytes.size() > kMaxBytes)
    return Problem{file_ + " is full with " + std::to_string(projects.size()) +
                       " projects; remove directories of containers that have ended",
                   EFBIG};
  return replace_file(file_, bytes, 0600);
}

Project* Registry::find(std::uint32_t id) {
  auto found = std::find_if(projects.begin(), projects.end(),
                            [id](const Project& project) { return project.id == id; });
  return found == projects.end() ? nullptr : &*found;
}

Project* Registry::find_path(const std::string& path) {
  auto found = std::find_if(projects.begin(), projects.end(),
                            [&](const Project& project) { return project.path == path; });
  return found == projects.end() ? nullptr : &*found;
}

void Registry::erase(std::uint32_t id) {
  projects.erase(std::remove_if(projects.begin(), projects.end(),
                                [id](const Project& project) { return project.id == id; }),
                 projects.end());
}

std::uint32_t Registry::file_system(const std::string& device, const std::string& mount_point) {
  for (std::size_t i = 0; i < file_systems.size(); ++i) {
    if (file_systems[i].mount_point != mount_point) continue;
    file_systems[i].device = device;
    return static_cast<std::uint32_t>(i);
  }
  FileSystemStatus added;
  added.device = device;
  added.mount_point = mount_point;
  file_systems.push_back(added);
  return static_cast<std::uint32_t>(file_systems.size() - 1);
}

void Registry::forget_unused_file_systems() {
  std::vector<FileSystemStatus> all;
  all.swap(file_systems);
  for (Project& project : projects) {
    const FileSystemStatus& used = all[project.file_system];
    project.file_system = file_system(used.device, used.mount_point);
  }
}

}  // namespace quotadeck
