#include "hook/directory.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "hook/options.hpp"
#include "quota/project.hpp"

namespace quotadeck {
namespace {

constexpr int kOpenPart = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

// The agent's own books: a stray directory in them can keep it from recovering.
constexpr const char* kAgentOwn[] = {"meta", "slaves", "provisioner", "volumes/roles"};

bool beneath(const std::string& path, const std::string& root) {
  return path == root || (path.size() > root.size() && path.compare(0, root.size(), root) == 0 &&
                          path[root.size()] == '/');
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    std::size_t end = std::min(path.find('/', at), path.size());
    if (end > at) parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Problem part_problem(const std::string& path) {
  int code = errno;
  if (code == ELOOP || code == ENOTDIR)
    return {path + " is a symbolic link or no directory, which a quota path must not pass", code};
  return system_problem("cannot open " + path, code);
}

// A directory whatever its name.
struct Identity {
  dev_t device;
  ino_t inode;
};

bool operator==(const Identity& a, const Identity& b) {
  return a.device == b.device && a.inode == b.inode;
}

Expected<Identity> identity_of(const Fd& fd) {
  struct stat found {};
  if (::fstat(fd.get(), &found) != 0) return system_problem("cannot stat a directory");
  return Identity{found.st_dev, found.st_ino};
}

std::vector<Identity> identities_of(const std::vector<std::string>& paths) {
  std::vector<Identity> found;
  struct stat status {};
  for (const std::string& path : paths)
    if (::stat(path.c_str(), &status) == 0) found.push_back({status.st_dev, status.st_ino});
  return found;
}

Problem belongs_to_agent(const std::string& path) {
  return {"XFS_QUOTA_PATH: " + path + " belongs to the agent itself; use another directory",
          EACCES};
}

Expected<std::string> real_path(const std::string& path) {
  std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), std::free);
  if (!resolved) return system_problem("cannot resolve " + path);
  return std::string(resolved.get());
}

// Where an open directory lies, over no link.
Expected<std::string> path_of(const Fd& fd) {
  char path[PATH_MAX];
  std::string link = "/proc/self/fd/" + std::to_string(fd.get());
  ssize_t length = ::readlink(link.c_str(), path, sizeof path);
  if (length < 0 || static_cast<std::size_t>(length) == sizeof path)
    return system_problem("cannot read " + link);
  return std::string(path, static_cast<std::size_t>(length));
}

// One part at a time with O_NOFOLLOW and never "..": what openat2(RESOLVE_BENEATH |
// RESOLVE_NO_SYMLINKS) does, also on kernels before 5.6, and it can make what is missing.
Expected<Fd> walk(Fd at, std::string path, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    path += "/" + part;
    Fd next(::openat(at.get(), part.c_str(), kOpenPart));
    if (!next) return part_problem(path);
    at = std::move(next);
  }
  return at;
}

Expected<Done> refuse_own(const Fd& directory, const std::string& path,
                          const std::vector<Identity>& own) {
  auto identity = identity_of(directory);
  if (!identity) return identity.problem();
  if (std::find(own.begin(), own.end(), *identity) != own.end()) return belongs_to_agent(path);
  return Done{};
}

// Walks and makes what is missing.
Expected<Fd> walk_and_make(Fd at, std::string path, const std::vector<std::string>& parts,
                           const std::vector<Identity>& own) {
  if (auto done = refuse_own(at, path, own); !done) return done.problem();
  for (const std::string& part : parts) {
    std::string next_path = path + "/" + part;
    if (::mkdirat(at.get(), part.c_str(), 0755) != 0 && errno != EEXIST)
      return system_problem("cannot make " + next_path);
    auto next = walk(std::move(at), path, {part});
    if (!next) return next.problem();
    if (auto done = refuse_own(*next, next_path, own); !done) return done.problem();
    at = std::move(*next);
    path = next_path;
  }
  return at;
}

Expected<Done> check_container_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.size() > 255 ||
      name.find_first_of(std::string_view("/\0", 2)) != std::string::npos)
    return Problem{"the container name '" + name + "' cannot name a directory", EINVAL};
  return Done{};
}

Expected<std::string> choose_root(const std::string& path, const std::string& work,
                                  const std::vector<std::string>& allowed) {
  for (const char* own : kAgentOwn) {
    if (!work.empty() && beneath(path, work + "/" + own)) return belongs_to_agent(path);
  }
  std::string list;
  for (const std::string& root : allowed) {
    if (beneath(path, root)) return root;
    list += (list.empty() ? "" : ", ") + root;
  }
  if (!work.empty() && beneath(path, work)) return work;
  return Problem{"XFS_QUOTA_PATH: " + path + " is not beneath an allowed root (" + list +
                     "); use one of these or add it to the module parameter allowed_roots",
                 EACCES};
}

Expected<Done> check_parent(const Fd& parent, const std::string& path) {
  auto label = read_label(parent.get());
  if (!label) return Problem{path + ": " + label.problem().message, label.problem().code};
  if (label->id == 0) return Done{};
  return Problem{path + " is itself in project " + std::to_string(label->id) +
                     "; a quota inside a quota is not possible, use another XFS_QUOTA_PATH",
                 EBUSY};
}

Expected<Directory> make_volume(Fd given, const Launch& launch, const std::string& path) {
  Directory directory;
  directory.parent = std::move(given);
  const Fd& parent = directory.parent;
  directory.path = path + "/" + launch.container_name;
  directory.made = ::mkdirat(parent.get(), launch.container_name.c_str(), 0700) == 0;
  if (!directory.made && errno != EEXIST) return system_problem("cannot make " + directory.path);
  directory.fd = Fd(::openat(parent.get(), launch.container_name.c_str(), kOpenPart));
  if (!directory.fd) return part_problem(directory.path);
  return directory;
}

}  // namespace

std::string work_directory(const std::string& sandbox) {
  std::vector<std::string> parts = parts_of(sandbox);
  auto from_end = [&](std::size_t i) {
    return i <= parts.size() ? parts[parts.size() - i] : std::string();
  };
  std::size_t tail = 0;
  if (from_end(2) == "runs" && from_end(4) == "executors" && from_end(6) == "frameworks") tail = 8;
  if (from_end(2) == "links" && from_end(3) == "docker") tail = 5;
  if (tail == 0 || from_end(tail) != "slaves") return "";
  std::string work;
  for (std::size_t i = 0; i + tail < parts.size(); ++i) work += "/" + parts[i];
  return work;
}

Expected<Fd> open_plain(const std::string& path) {
  // One call instead of one for each part: this is done for every project at every report.
  open_how how{};
  how.flags = kOpenPart;
  how.resolve = RESOLVE_NO_SYMLINKS;
  Fd fd(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how)));
  if (fd) return fd;
  if (errno != ENOSYS) return part_problem(path);
  Fd root(::open("/", kOpenPart));
  if (!root) return system_problem("cannot open /");
  return walk(std::move(root), "", parts_of(path));
}

Expected<Directory> open_sandbox(const Launch& launch) {
  auto real = real_path(launch.sandbox);
  if (!real) return real.problem();
  std::string work = work_directory(launch.sandbox);
  auto real_work = real_path(work.empty() ? launch.sandbox : work);
  if (!real_work) return real_work.problem();
  if (!beneath(*real, *real_work))
    return Problem{"the sandbox " + launch.sandbox + " leads to " + *real +
                       ", outside the agent's work directory " + *real_work,
                   EACCES};
  auto fd = open_plain(*real);
  if (!fd) return fd.problem();
  return Directory{std::move(*fd), *real, false, Fd()};
}

Expected<Directory> open_volume(const Launch& launch, const std::string& path,
                                const std::vector<std::string>& allowed_roots,
                                const std::vector<std::string>& forbidden) {
  if (auto named = check_container_name(launch.container_name); !named) return named.problem();
  std::string work = work_directory(launch.sandbox);
  auto root = choose_root(path, work, allowed_roots);
  if (!root) return root.problem();
  std::vector<std::string> own = forbidden;
  for (const char* name : kAgentOwn)
    if (!work.empty()) own.push_back(work + "/" + name);
  // The operator's own root may be a link; what is recorded must not lead over one.
  Fd at(::open(root->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at) return system_problem("cannot open the allowed root " + *root);
  auto real_root = path_of(at);
  if (!real_root) return real_root.problem();
  std::string rest = path.substr(root->size());
  auto parent = walk_and_make(std::move(at), *real_root, parts_of(rest), identities_of(own));
  if (!parent) return parent.problem();
  std::string real = *real_root + rest;
  if (auto free = check_parent(*parent, real); !free) return free.problem();
  return make_volume(std::move(*parent), launch, real);
}

Expected<Done> dress_like_sandbox(const Fd& directory, const Launch& launch) {
  struct stat sandbox {};
  if (::stat(launch.sandbox.c_str(), &sandbox) != 0)
    return system_problem("cannot stat the sandbox " + launch.sandbox);
  if (::fchown(directory.get(), sandbox.st_uid, sandbox.st_gid) != 0)
    return system_problem("cannot set the owner of the new directory");
  if (::fchmod(directory.get(), sandbox.st_mode & 07777) != 0)
    return system_problem("cannot set the mode of the new directory");
  return Done{};
}

Expected<Done> check_in_place(const Directory& directory) {
  auto there = open_plain(directory.path);
  if (!there) return there.problem();
  auto found = identity_of(*there);
  auto wanted = identity_of(directory.fd);
  if (!found || !wanted) return (found ? wanted : found).problem();
  if (*found == *wanted) return Done{};
  return Problem{"it was moved or replaced while its quota was being set", ESTALE};
}

void remove_empty(const std::string& path, std::uint32_t id) {
  std::size_t slash = path.rfind('/');
  auto parent = open_plain(path.substr(0, slash));
  if (!parent) return;
  std::string name = path.substr(slash + 1);
  Fd directory(::openat(parent->get(), name.c_str(), kOpenPart));
  if (!directory) return;
  auto label = read_label(directory.get());
  if (label && label->id == id) ::unlinkat(parent->get(), name.c_str(), AT_REMOVEDIR);
}

}  // namespace quotadeck
