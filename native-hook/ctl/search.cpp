#include "ctl/search.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <memory>
#include <string_view>

#include "quota/fd.hpp"
#include "quota/project.hpp"

namespace quotadeck::ctl {
namespace {

constexpr int kMaxDepth = 200;
constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

using Found = std::map<std::uint32_t, std::vector<std::string>>;

class Search {
 public:
  explicit Search(dev_t device) : device_(device) {}

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

  Found found;

 private:
  void children(Fd fd, const std::string& path, int depth) {
    std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(fd.get()), ::closedir);
    if (!listing) return;
    int here = fd.release();  // the listing closes it
    while (dirent* entry = ::readdir(listing.get())) {
      std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN) continue;
      Fd child(::openat(here, entry->d_name, kOpenDirectory));
      if (child) directory(std::move(child), path + "/" + entry->d_name, depth + 1);
    }
  }

  dev_t device_;
};

}  // namespace

Expected<Found> labelled_directories(const std::string& top) {
  Fd fd(::open(top.c_str(), kOpenDirectory));
  if (!fd) return system_problem("cannot open " + top);
  struct stat here {};
  if (::fstat(fd.get(), &here) != 0) return system_problem("cannot stat " + top);
  Search search(here.st_dev);
  search.directory(std::move(fd), top == "/" ? "" : top, 0);
  return std::move(search.found);
}

}  // namespace quotadeck::ctl
