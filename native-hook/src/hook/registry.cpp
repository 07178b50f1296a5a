#include "hook/registry.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "hook/atomic_file.hpp"
#include "hook/log.hpp"
#include "quota/read_file.hpp"

namespace quotadeck {
namespace {

Expected<Fd> take_lock(const std::string& path) {
  Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!lock) return system_problem("cannot open " + path);
  // quotadeck-hookctl holds it for moments.
  constexpr int kTries = 40;
  for (int i = 0; i < kTries; ++i) {
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) return system_problem("cannot lock " + path);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
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

std::string journal_in(const std::string& directory) {
  return directory + "/launches.journal";
}

// Greater than all before, also when the file was lost: no record of before may become valid again.
std::uint64_t next_generation(std::uint64_t last) {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  auto clock = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  return std::max(last + 1, static_cast<std::uint64_t>(clock));
}

Expected<Status> read_file_in(const std::string& directory) {
  auto bytes = read_file(file_in(directory));
  if (!bytes && bytes.problem().code == ENOENT) return Status{};
  if (!bytes) return bytes.problem();
  auto status = decode_status(*bytes);
  if (status && !consistent(*status)) return Problem{"its entries contradict each other", EBADMSG};
  return status;
}

std::uint32_t index_of(std::vector<FileSystemStatus>& file_systems, const std::string& device,
                       const std::string& mount_point) {
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

template <typename Projects>
auto project_of(Projects& projects, std::uint32_t id) {
  auto found = std::find_if(projects.begin(), projects.end(),
                            [id](const Project& project) { return project.id == id; });
  return found == projects.end() ? nullptr : &*found;
}

void put_in(std::vector<Project>& projects, const Project& project) {
  if (Project* known = project_of(projects, project.id)) {
    *known = project;
  } else {
    projects.push_back(project);
  }
}

// A record is a Status with one project and its file system.
void add_record(Status& status, std::string_view record) {
  auto recorded = decode_status(record);
  if (!recorded || !consistent(*recorded) || recorded->projects.size() != 1) return;
  Project project = recorded->projects[0];
  const FileSystemStatus& on = recorded->file_systems[project.file_system];
  project.file_system = index_of(status.file_systems, on.device, on.mount_point);
  put_in(status.projects, project);
}

}  // namespace

Expected<Status> read_registry(const std::string& directory) {
  constexpr int kTries = 3;
  for (int i = 0;; ++i) {
    auto status = read_file_in(directory);
    if (!status) return status;
    auto journal = read_file(journal_in(directory));
    if (!journal) return status;
    // The file was replaced after it was read here: the records continue the newer one.
    if (journal_generation(*journal) > status->sequence && i < kTries) continue;
    for (const std::string& record : read_journal(*journal, status->sequence))
      add_record(*status, record);
    return status;
  }
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
  registry.generation_ = status->sequence;
  return registry;
}

Expected<Done> Registry::save() {
  Status status;
  status.sequence = next_generation(generation_);
  status.projects = projects;
  status.file_systems = file_systems;
  std::string bytes = encode_status(status);
  if (bytes.size() > kMaxBytes)
    return Problem{file_ + " is full with " + std::to_string(projects.size()) +
                       " projects; remove directories of containers that have ended",
                   EFBIG};
  // Should this fail half-way, it is not known which of the two files a record would continue.
  std::optional<Journal> journal = std::exchange(journal_, std::nullopt);
  if (auto done = replace_file(file_, bytes, 0600); !done) return done;
  generation_ = status.sequence;
  journal_ = std::move(journal);
  if (!journal_) open_journal();
  if (journal_) journal_->restart(generation_);
  return Done{};
}

// Without a journal every record is written with the whole file, which is slower and as safe.
void Registry::open_journal() {
  auto opened = Journal::open(journal_in(file_.substr(0, file_.rfind('/'))));
  if (opened) journal_ = std::move(*opened);
}

Expected<Done> Registry::record(const Project& project) {
  const Project* known = find(project.id);
  std::optional<Project> before = known ? std::optional(*known) : std::nullopt;
  put_in(projects, project);
  if (journal_ && append(project)) return Done{};
  auto saved = save();
  if (saved) return saved;
  if (before) {
    put_in(projects, *before);
  } else {
    erase(project.id);
  }
  return saved;
}

bool Registry::append(const Project& project) {
  Status record;
  record.file_systems = {file_systems[project.file_system]};
  record.projects = {project};
  record.projects[0].file_system = 0;
  return static_cast<bool>(journal_->append(encode_status(record)));
}

Project* Registry::find(std::uint32_t id) {
  return project_of(projects, id);
}

const Project* Registry::find(std::uint32_t id) const {
  return project_of(projects, id);
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
  return index_of(file_systems, device, mount_point);
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
