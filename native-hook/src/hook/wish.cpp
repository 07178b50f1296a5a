#include "hook/wish.hpp"

#include <algorithm>

#include "hook/units.hpp"

namespace quotadeck {
namespace {

constexpr const char* kEnable = "XFS_QUOTA_ENABLE";
constexpr const char* kPath = "XFS_QUOTA_PATH";
constexpr const char* kHardLimit = "XFS_QUOTA_HARD_LIMIT";
constexpr const char* kInodeLimit = "XFS_QUOTA_INODE_LIMIT";

// An empty value counts as none, so that a template can leave a variable blank.
std::string variable(const Launch& launch, const char* name) {
  auto found = launch.variables.find(name);
  return found == launch.variables.end() ? std::string() : found->second;
}

Problem blame(const char* name, const Problem& problem) {
  return {std::string(name) + ": " + problem.message, problem.code};
}

Expected<bool> wanted(const Launch& launch, const Options& options) {
  std::string value = variable(launch, kEnable);
  if (value.empty()) {
    return !variable(launch, kPath).empty() || !variable(launch, kHardLimit).empty() ||
           !variable(launch, kInodeLimit).empty() || options.default_hard_limit.has_value();
  }
  for (char& c : value) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (value == "1" || value == "true" || value == "yes" || value == "on") return true;
  if (value == "0" || value == "false" || value == "no" || value == "off") return false;
  return Problem{std::string(kEnable) + ": '" + value + "' is neither true nor false", EINVAL};
}

Expected<std::uint64_t> byte_limit(const Launch& launch, const Options& options) {
  if (std::string value = variable(launch, kHardLimit); !value.empty()) {
    auto size = parse_size(value);
    if (!size) return blame(kHardLimit, size.problem());
    return *size;
  }
  if (launch.disk_bytes && *launch.disk_bytes > 0) return *launch.disk_bytes;
  if (options.default_hard_limit) return *options.default_hard_limit;
  return Problem{std::string("a quota is wanted but no limit is given: set ") + kHardLimit +
                     ", give the task a disk resource, or set the module parameter "
                     "default_hard_limit",
                 EINVAL};
}

Expected<Limits> limits_of(const Launch& launch, const Options& options) {
  auto bytes = byte_limit(launch, options);
  if (!bytes) return bytes.problem();
  Limits limits{*bytes, 0};
  if (options.max_hard_limit) limits.bytes = std::min(limits.bytes, *options.max_hard_limit);
  if (std::string value = variable(launch, kInodeLimit); !value.empty()) {
    auto inodes = parse_number(value);
    if (!inodes) return blame(kInodeLimit, inodes.problem());
    limits.inodes = *inodes;
  }
  return limits;
}

}  // namespace

Expected<std::optional<Wish>> read_wish(const Launch& launch, const Options& options) {
  auto want = wanted(launch, options);
  if (!want) return want.problem();
  if (!*want) return std::optional<Wish>{};
  auto limits = limits_of(launch, options);
  if (!limits) return limits.problem();
  Wish wish{"", *limits};
  if (std::string value = variable(launch, kPath); !value.empty()) {
    auto path = clean_path(value);
    if (!path) return blame(kPath, path.problem());
    wish.path = *path;
  }
  return std::optional(wish);
}

}  // namespace quotadeck
