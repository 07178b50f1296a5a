#include "hook/directory.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

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

Expected<std::string> real_path(const std::string& path) {
  std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), std::free);
  if (!resolved) return system_problem("cannot resolve " + path);
  return std::string(resolved.get());
}

// One part at a time with O_NOFOLLOW and never "..": what openat2(RESOLVE_BENEATH |
// RESOLVE_NO_SYMLINKS) does, also on kernels before 5.6, and it can make what is missing.
Expected<Fd> walk(Fd at, std::string path, const std::vector<std::string>& parts, bool make) {
  for (const std::string& part : parts) {
    path += "/" + part;
    if (make && ::mkdirat(at.get(), part.c_str(), 0755) != 0 && errno != EEXIST)
      return system_problem("cannot make " + path);
    Fd next(::openat(at.get(), part.c_str(), kOpenPart));
    if (!next) return part_problem(path);
    at = std::move(next);
  }
  return at;
}

Expected<Done> check_container_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.size() > 255 ||
      name.find('/') != std::string::npos)
    return Problem{"the container name '" + name + "' cannot name a directory", EINVAL};
  return Done{};
}

Expected<std::string> choose_root(const std::string& path, const std::string& work,
                                  const std::vector<std::string>& allowed) {
  for (const char* own : kAgentOwn) {
    if (!work.empty() && beneath(path, work + "/" + own))
      return Problem{"XFS_QUOTA_PATH: " + path +
                         " belongs to the agent itself; use another "
                         "directory",
                     EACCES};
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

Expected<Directory> make_volume(const Fd& parent, const Launch& launch, const std::string& path) {
  Directory directory;
  directory.path = path + "/" + launch.container_name;
  directory.made = ::mkdirat(parent.get(), launch.container_name.c_str(), 0700) == 0;
  if (!directory.made && errno != EEXIST) return system_problem("cannot make " + directory.path);
  directory.fd = Fd(::openat(parent.get(), launch.container_name.c_str(), kOpenPart));
  if (!directory.fd) return part_problem(directory.path);
  if (!directory.made) return directory;
  if (auto done = dress_like_sandbox(directory.fd, launch); !done) {
    ::unlinkat(parent.get(), launch.container_name.c_str(), AT_REMOVEDIR);
    return done.problem();
  }
  return directory;
}

}  // namespace

std::string work_directory(const std::string& sandbox) {
  std::size_t at = sandbox.rfind("/slaves/");
  return at == std::string::npos ? std::string() : sandbox.substr(0, at);
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
  return walk(std::move(root), "", parts_of(path), false);
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
  return Directory{std::move(*fd), *real, false};
}

Expected<Directory> open_volume(const Launch& launch, const std::string& path,
                                const std::vector<std::string>& allowed_roots) {
  if (auto named = check_container_name(launch.container_name); !named) return named.problem();
  auto root = choose_root(path, work_directory(launch.sandbox), allowed_roots);
  if (!root) return root.problem();
  Fd at(::open(root->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at) return system_problem("cannot open the allowed root " + *root);
  auto parent = walk(std::move(at), *root, parts_of(path.substr(root->size())), true);
  if (!parent) return parent.problem();
  if (auto free = check_parent(*parent, path); !free) return free.problem();
  return make_volume(*parent, launch, path);
}

}  // namespace quotadeck
