#include "hook/directory.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "hook/options.hpp"
#include "quota/project.hpp"

namespace quotadeck {
namespace {

constexpr int kOpenPart = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

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
Expected<Fd> walk(Fd at, std::string path, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    path += "/" + part;
    Fd next(::openat(at.get(), part.c_str(), kOpenPart));
    if (!next) return part_problem(path);
    at = std::move(next);
  }
  return at;
}

Expected<Place> refuse_forbidden(const Fd& directory, const std::string& path,
                                 const std::vector<Place>& forbidden) {
  auto place = place_of(directory.get());
  if (!place) return Problem{path + ": " + place.problem().message, place.problem().code};
  for (const Place& own : forbidden)
    if (place->same_file(own)) return belongs_to_agent(path);
  return place;
}

// A directory on the way to a volume.
struct Step {
  Fd fd;
  std::string path;
  Place place;
};

// Walks on from `at` and makes what is missing.
Expected<Step> walk_and_make(Step at, const std::vector<std::string>& parts,
                             const std::vector<Place>& forbidden) {
  for (const std::string& part : parts) {
    std::string path = at.path + "/" + part;
    if (::mkdirat(at.fd.get(), part.c_str(), 0755) != 0 && errno != EEXIST)
      return system_problem("cannot make " + path);
    auto next = walk(std::move(at.fd), at.path, {part});
    if (!next) return next.problem();
    auto place = refuse_forbidden(*next, path, forbidden);
    if (!place) return place.problem();
    at = {std::move(*next), path, *place};
  }
  return at;
}

Expected<Done> check_container_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.size() > 255 ||
      name.find_first_of(std::string_view("/\0", 2)) != std::string::npos)
    return Problem{"the container name '" + name + "' cannot name a directory", EINVAL};
  return Done{};
}

Expected<Done> check_parent(const Step& parent) {
  auto label = read_label(parent.fd.get());
  if (!label) return Problem{parent.path + ": " + label.problem().message, label.problem().code};
  if (label->id == 0) return Done{};
  return quota_inside_quota(parent.path, label->id);
}

Expected<Directory> make_volume(Step parent, const Launch& launch) {
  const char* name = launch.container_name.c_str();
  Directory directory;
  directory.path = parent.path + "/" + launch.container_name;
  directory.made = ::mkdirat(parent.fd.get(), name, 0700) == 0;
  if (!directory.made && errno != EEXIST) return system_problem("cannot make " + directory.path);
  directory.fd = Fd(::openat(parent.fd.get(), name, kOpenPart));
  if (!directory.fd) return part_problem(directory.path);
  // One that was just made has its parent's project, where it is seen, and lies on its mount.
  if (!directory.made) {
    if (auto free = check_parent(parent); !free) return free.problem();
  }
  auto place = directory.made ? Expected(parent.place) : place_of(directory.fd.get());
  if (!place) return Problem{directory.path + ": " + place.problem().message, place.problem().code};
  directory.place = *place;
  directory.own_group = (parent.place.mode & S_ISGID) == 0;
  directory.parent = std::move(parent.fd);
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
  auto place = place_of(fd->get());
  if (!place) return Problem{*real + ": " + place.problem().message, place.problem().code};
  Directory directory;
  directory.fd = std::move(*fd);
  directory.path = *real;
  directory.place = *place;
  return directory;
}

Expected<Directory> open_volume(const Launch& launch, const std::string& path, VolumeRoots& roots) {
  if (auto named = check_container_name(launch.container_name); !named) return named.problem();
  std::string work = work_directory(launch.sandbox);
  std::string rest;
  auto root = roots.open(path, work, rest);
  if (!root) return root.problem();
  const std::vector<Place>& forbidden = roots.forbidden(work);
  auto place = refuse_forbidden(root->fd, root->path, forbidden);
  if (!place) return place.problem();
  auto parent = walk_and_make({std::move(root->fd), root->path, *place}, parts_of(rest), forbidden);
  if (!parent) return parent.problem();
  return make_volume(std::move(*parent), launch);
}

Problem quota_inside_quota(const std::string& parent, std::uint32_t id) {
  return {parent + " is itself in project " + std::to_string(id) +
              "; a quota inside a quota is not possible, use another XFS_QUOTA_PATH",
          EBUSY};
}

Expected<Done> dress_like_sandbox(const Directory& directory, const Launch& launch) {
  struct stat sandbox {};
  if (::stat(launch.sandbox.c_str(), &sandbox) != 0)
    return system_problem("cannot stat the sandbox " + launch.sandbox);
  // It was made by this process, so it may have its owner already.
  bool owned =
      directory.own_group && sandbox.st_uid == ::geteuid() && sandbox.st_gid == ::getegid();
  if (!owned && ::fchown(directory.fd.get(), sandbox.st_uid, sandbox.st_gid) != 0)
    return system_problem("cannot set the owner of the new directory");
  if (::fchmod(directory.fd.get(), sandbox.st_mode & 07777) != 0)
    return system_problem("cannot set the mode of the new directory");
  return Done{};
}

// The kernel's own name for an open directory changes with it, and leads over no link.
Expected<Done> check_in_place(const Directory& directory) {
  auto path = path_of(directory.fd);
  if (!path) return path.problem();
  if (*path == directory.path) return Done{};
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
