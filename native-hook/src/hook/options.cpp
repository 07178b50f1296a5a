#include "hook/options.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "hook/units.hpp"

namespace quotadeck {
namespace {

using Setter = Expected<Done> (*)(Options&, const std::string&);

Expected<Done> set_path(std::string& field, const std::string& value) {
  auto path = clean_path(value);
  if (!path) return path.problem();
  field = *path;
  return Done{};
}

Expected<Done> set_size(std::optional<std::uint64_t>& field, const std::string& value) {
  auto size = parse_size(value);
  if (!size) return size.problem();
  field = *size;
  return Done{};
}

Expected<Done> set_interval(Options& options, const std::string& value) {
  auto interval = parse_duration(value);
  if (!interval) return interval.problem();
  if (*interval < std::chrono::milliseconds(100) || *interval > std::chrono::hours(1))
    return Problem{"'" + value + "' is not between 100ms and 1hrs", ERANGE};
  options.status_interval = *interval;
  return Done{};
}

Expected<Done> set_timeout(Options& options, const std::string& value) {
  auto timeout = parse_duration(value);
  if (!timeout) return timeout.problem();
  if (*timeout < std::chrono::milliseconds(100) || *timeout > std::chrono::minutes(10))
    return Problem{"'" + value + "' is not between 100ms and 10mins", ERANGE};
  options.launch_timeout = *timeout;
  return Done{};
}

Expected<Done> set_flag(bool& field, const std::string& value) {
  if (value != "true" && value != "false")
    return Problem{"'" + value + "' is neither true nor false", EINVAL};
  field = value == "true";
  return Done{};
}

Expected<Done> set_range(Options& options, const std::string& value) {
  std::size_t dash = value.find('-');
  if (dash == std::string::npos)
    return Problem{"'" + value + "' is not a range such as 100000-199999", EINVAL};
  auto first = parse_number(value.substr(0, dash));
  if (!first) return first.problem();
  auto last = parse_number(value.substr(dash + 1));
  if (!last) return last.problem();
  // The largest id is the kernel's "no project".
  if (*first == 0 || *first > *last || *last >= std::numeric_limits<std::uint32_t>::max())
    return Problem{"'" + value + "' is not an ascending range of ids from 1 to 4294967294", ERANGE};
  options.project_range = {static_cast<std::uint32_t>(*first), static_cast<std::uint32_t>(*last)};
  return Done{};
}

Expected<Done> set_roots(Options& options, const std::string& value) {
  options.allowed_roots.clear();
  for (std::size_t at = 0; at <= value.size();) {
    std::size_t end = std::min(value.find_first_of(":,", at), value.size());
    auto root = clean_path(value.substr(at, end - at));
    if (!root) return root.problem();
    if (*root == "/")
      return Problem{"/ would let a task make directories anywhere; name a directory", EINVAL};
    options.allowed_roots.push_back(*root);
    at = end + 1;
  }
  return Done{};
}

Expected<Done> set_on_error(Options& options, const std::string& value) {
  if (value != "fail" && value != "warn")
    return Problem{"'" + value + "' is neither fail nor warn", EINVAL};
  options.fail_launch = value == "fail";
  return Done{};
}

struct Parameter {
  const char* key;
  Setter set;
};

constexpr Parameter kParameters[] = {
    {"status_file", [](Options& o, const std::string& v) { return set_path(o.status_file, v); }},
    {"state_dir", [](Options& o, const std::string& v) { return set_path(o.state_dir, v); }},
    {"status_interval", set_interval},
    {"project_range", set_range},
    {"allowed_roots", set_roots},
    {"default_hard_limit",
     [](Options& o, const std::string& v) { return set_size(o.default_hard_limit, v); }},
    {"max_hard_limit",
     [](Options& o, const std::string& v) { return set_size(o.max_hard_limit, v); }},
    {"on_error", set_on_error},
    {"launch_timeout", set_timeout},
    {"status_labels",
     [](Options& o, const std::string& v) { return set_flag(o.status_labels, v); }},
};

const Parameter* find_parameter(const std::string& key) {
  for (const Parameter& parameter : kParameters)
    if (key == parameter.key) return &parameter;
  return nullptr;
}

std::string known_keys() {
  std::string keys;
  for (const Parameter& parameter : kParameters)
    keys += (keys.empty() ? "" : ", ") + std::string(parameter.key);
  return keys;
}

Expected<Done> check_together(const Options& options) {
  if (options.default_hard_limit && options.max_hard_limit &&
      *options.default_hard_limit > *options.max_hard_limit)
    return Problem{"default_hard_limit is above max_hard_limit", EINVAL};
  return Done{};
}

}  // namespace

Expected<std::string> clean_path(const std::string& path) {
  if (path.empty() || path[0] != '/')
    return Problem{"'" + path + "' is not an absolute path", EINVAL};
  if (path.find('\0') != std::string::npos) return Problem{"a path holds a zero byte", EINVAL};
  std::string clean;
  for (std::size_t at = 1; at <= path.size();) {
    std::size_t end = std::min(path.find('/', at), path.size());
    std::string part = path.substr(at, end - at);
    if (part == "..") return Problem{"'" + path + "' climbs with '..'", EINVAL};
    if (!part.empty() && part != ".") clean += "/" + part;
    at = end + 1;
  }
  return clean.empty() ? std::string("/") : clean;
}

Expected<Options> parse_options(
    const std::vector<std::pair<std::string, std::string>>& parameters) {
  Options options;
  std::set<std::string> seen;
  for (const auto& [key, value] : parameters) {
    const Parameter* known = find_parameter(key);
    if (known == nullptr)
      return Problem{"unknown parameter '" + key + "'; known are " + known_keys(), EINVAL};
    if (!seen.insert(key).second) return Problem{"parameter '" + key + "' is given twice", EINVAL};
    if (auto set = known->set(options, value); !set)
      return Problem{"parameter '" + key + "': " + set.problem().message, EINVAL};
  }
  if (auto together = check_together(options); !together) return together.problem();
  return options;
}

}  // namespace quotadeck
