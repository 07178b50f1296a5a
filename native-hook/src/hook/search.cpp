#include "hook/search.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <memory>
#include <string_view>

#include "quota/fd.hpp"
#include "quota/project.hpp"

namespace quotadeck {
namespace {

constexpr int kMaxDepth = 200;
constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

class Search {
 public:
  Search(dev_t device, Deadline deadline) : device_(device), deadline_(deadline) {}

  void directory(Fd fd, const std::string& path, int depth) {
    struct stat here {};
    if (::fstat(fd.get(), &here) != 0 || here.st_dev != device_) return;
    auto label = read_label(fd.get());
    if (label && label->id != 0) {
      found[label->id].push_back(path);
    } else if (depth < kMaxDepth) {
      children(std::move(fd), path, depth);
    }
  }

  LabelledDirectories found;
  bool in_time = true;

 private:
  void children(Fd fd, const std::string& path, int depth) {
    std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(fd.get()), ::closedir);
    if (!listing) return;
    int here = fd.release();  // the listing closes it
    while (dirent* entry = ::readdir(listing.get())) {
      std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN) continue;
      in_time = in_time && std::chrono::steady_clock::now() <= deadline_;
      if (!in_time) return;
      Fd child(::openat(here, entry->d_name, kOpenDirectory));
      if (child) directory(std::move(child), path + "/" + entry->d_name, depth + 1);
    }
  }

  dev_t device_;
  Deadline deadline_;
};

}  // namespace

Expected<LabelledDirectories> labelled_directories(const std::string& top, Deadline deadline) {
  Fd fd(::open(top.c_str(), kOpenDirectory));
  if (!fd) return system_problem("cannot open " + top);
  struct stat here {};
  if (::fstat(fd.get(), &here) != 0) return system_problem("cannot stat " + top);
  Search search(here.st_dev, deadline);
  search.directory(std::move(fd), top == "/" ? "" : top, 0);
  if (!search.in_time) return Problem{top + " holds too much to be searched in time", ETIMEDOUT};
  return std::move(search.found);
}

}  // namespace quotadeck
