// The hook's module parameters.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "quota/expected.hpp"

namespace quotadeck {

/// Both ends belong to the range.
struct ProjectRange {
  std::uint32_t first = 100'000;
  std::uint32_t last = 199'999;
};

struct Options {
  std::string status_file = "/var/lib/quotadeck/status.pb";
  std::string state_dir = "/var/lib/quotadeck/state";
  std::chrono::milliseconds status_interval{5000};
  ProjectRange project_range;
  std::vector<std::string> allowed_roots = {"/var/lib/mesos"};
  std::optional<std::uint64_t> default_hard_limit;  // bytes
  std::optional<std::uint64_t> max_hard_limit;      // bytes
  bool fail_launch = true;  // on_error: whether a quota that cannot be set fails the launch
  std::chrono::milliseconds launch_timeout{20000};  // after which a launch counts as failed
  std::string
      work_dir;  // the agent's, where it is known: no parameter, the agent has a flag for it
  bool status_labels = false;  // whether task statuses carry the quota as labels
};

/// Parameters in the order of the manifest. An unknown key, a key given twice and a malformed
/// value are Problems that name the key.
Expected<Options> parse_options(const std::vector<std::pair<std::string, std::string>>& parameters);

/// Removes doubled and trailing slashes and "." parts; a Problem where the path is relative or
/// climbs with "..".
Expected<std::string> clean_path(const std::string& path);

}  // namespace quotadeck
