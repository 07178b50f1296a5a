#include "hook/volume_roots.hpp"

#include <fcntl.h>

#include <climits>
#include <iterator>

#include "hook/directory.hpp"

namespace quotadeck {
namespace {

// The agent's own books: a stray directory in them can keep it from recovering.
constexpr const char* kAgentOwn[] = {"meta", "slaves", "provisioner", "volumes/roles"};

Expected<std::string> choose(const std::string& path, const std::string& work,
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

// The operator's own root may be a link; what is recorded must not lead over one.
Expected<VolumeRoots::Root> resolve(const std::string& root) {
  Fd fd(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return system_problem("cannot open the allowed root " + root);
  auto real = path_of(fd);
  if (!real) return real.problem();
  return VolumeRoots::Root{std::move(fd), *real};
}

}  // namespace

Expected<VolumeRoots::Root> VolumeRoots::open(const std::string& path, const std::string& work,
                                              std::string& rest) {
  auto root = choose(path, work, allowed_);
  if (!root) return root.problem();
  rest = path.substr(root->size());
  if (auto known = real_.find(*root); known != real_.end()) {
    if (auto fd = open_plain(known->second)) return Root{std::move(*fd), known->second};
    real_.erase(known);
  }
  auto opened = resolve(*root);
  if (opened) real_[*root] = opened->path;
  return opened;
}

const std::vector<Place>& VolumeRoots::forbidden(const std::string& work) {
  auto known = places_.find(work);
  if (known == places_.end()) known = places_.emplace(work, ask(work)).first;
  return known->second;
}

std::vector<Place> VolumeRoots::ask(const std::string& work) const {
  std::vector<std::string> paths = forbidden_;
  for (const char* own : kAgentOwn)
    if (!work.empty()) paths.push_back(work + "/" + own);
  std::vector<Place> places;
  for (const std::string& path : paths) {
    Fd fd(::open(path.c_str(), O_PATH | O_CLOEXEC));
    auto place = fd ? place_of(fd.get()) : Expected<Place>(system_problem(path));
    if (place) places.push_back(*place);
  }
  return places;
}

void VolumeRoots::refresh() {
  for (auto& [work, places] : places_) places = ask(work);
  for (auto entry = real_.begin(); entry != real_.end();) {
    auto opened = resolve(entry->first);
    if (opened) entry->second = opened->path;
    entry = opened ? std::next(entry) : real_.erase(entry);
  }
}

Expected<std::string> path_of(const Fd& fd) {
  char path[PATH_MAX];
  std::string link = "/proc/self/fd/" + std::to_string(fd.get());
  ssize_t length = ::readlink(link.c_str(), path, sizeof path);
  if (length < 0 || static_cast<std::size_t>(length) == sizeof path)
    return system_problem("cannot read " + link);
  return std::string(path, static_cast<std::size_t>(length));
}

Problem belongs_to_agent(const std::string& path) {
  return {"XFS_QUOTA_PATH: " + path + " belongs to the agent itself; use another directory",
          EACCES};
}

bool beneath(const std::string& path, const std::string& root) {
  return path == root || (path.size() > root.size() && path.compare(0, root.size(), root) == 0 &&
                          path[root.size()] == '/');
}

}  // namespace quotadeck
