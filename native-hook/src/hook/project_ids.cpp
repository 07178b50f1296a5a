#include "hook/project_ids.hpp"

#include <sys/inotify.h>

#include <sstream>

#include "hook/units.hpp"
#include "quota/read_file.hpp"

namespace quotadeck {
namespace {

void add_ids(std::string_view text, std::size_t column, std::set<std::uint32_t>& ids) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string field;
    for (std::size_t i = 0; i <= column; ++i) std::getline(fields, field, ':');
    auto id = parse_number(field);
    if (id && *id <= UINT32_MAX) ids.insert(static_cast<std::uint32_t>(*id));
  }
}

std::string text_of(const std::string& path) {
  auto text = read_file(path);
  return text ? *text : std::string();
}

struct ForeignRange {
  const char* owner;
  ProjectRange ids;
};

// By default; both can be set otherwise.
constexpr ForeignRange kForeign[] = {{"Mesos's isolator disk/xfs", {5000, 10000}},
                                     {"the kubelet", {1048577, UINT32_MAX}}};

Expected<bool> is_free(const QuotaTarget& target, std::uint32_t id) {
  auto quota = get_quota(target, id);
  if (!quota) return quota.problem();
  return !quota->in_use();
}

}  // namespace

std::vector<std::string> range_warnings(const ProjectRange& range) {
  std::vector<std::string> warnings;
  for (const auto& [owner, ids] : kForeign) {
    if (range.last < ids.first || range.first > ids.last) continue;
    warnings.push_back("project_range overlaps the ids " + std::to_string(ids.first) + " to " +
                       std::to_string(ids.last) + " that " + owner +
                       " gives out by default; set another where both run");
  }
  return warnings;
}

std::set<std::uint32_t> listed_ids(std::string_view projects, std::string_view projid) {
  std::set<std::uint32_t> ids;
  add_ids(projects, 0, ids);
  add_ids(projid, 1, ids);
  return ids;
}

// One watch on their directory instead of a look at both. Without one they are read every time.
bool ProjectIds::listings_changed() {
  if (!watch_) {
    watch_ = Fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    constexpr std::uint32_t kChanges = IN_CREATE | IN_CLOSE_WRITE | IN_MOVE | IN_DELETE;
    if (watch_ && ::inotify_add_watch(watch_.get(), lists_.c_str(), kChanges) < 0) watch_.reset();
    return true;
  }
  alignas(inotify_event) char events[4096];
  bool any = false;
  while (::read(watch_.get(), events, sizeof events) > 0) any = true;
  return any;
}

void ProjectIds::refresh() {
  listed_ = listed_ids(text_of(lists_ + "/projects"), text_of(lists_ + "/projid"));
}

Expected<std::uint32_t> ProjectIds::pick(const QuotaTarget& target, const Registry& registry) {
  if (listings_changed()) refresh();
  std::uint64_t size = std::uint64_t{range_.last} - range_.first + 1;
  for (std::uint64_t tried = 0; tried < size; ++tried) {
    std::uint32_t id = next_;
    next_ = id == range_.last ? range_.first : id + 1;
    if (listed_.count(id) != 0 || registry.find(id) != nullptr) continue;
    auto free = is_free(target, id);
    if (!free) return free.problem();
    if (*free) return id;
  }
  return Problem{"all project ids from " + std::to_string(range_.first) + " to " +
                     std::to_string(range_.last) +
                     " are in use; widen the module parameter project_range",
                 EBUSY};
}

}  // namespace quotadeck
