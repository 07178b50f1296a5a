// Finds project ids that nobody uses.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hook/options.hpp"
#include "hook/registry.hpp"
#include "quota/expected.hpp"
#include "quota/fd.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck {

/// Hands out the ids of a range in a circle, so that a freed one is not used again at once.
class ProjectIds {
 public:
  /// `lists` is the directory of the files projects and projid.
  explicit ProjectIds(ProjectRange range, std::string lists = "/etc")
      : range_(range), next_(range.first), lists_(std::move(lists)) {}

  /// An id that is not in the registry, not in /etc/projid or /etc/projects, and that the kernel
  /// knows no usage and no limit for: a directory which carries an id always has usage.
  Expected<std::uint32_t> pick(const QuotaTarget& target, const Registry& registry);

  /// Reads /etc/projects and /etc/projid again; also where they are links to files elsewhere, whose
  /// changes are not told.
  void refresh();

  /// Whether the id lies in the range.
  bool ours(std::uint32_t id) const { return id >= range_.first && id <= range_.last; }

  /// Whether one of those files named the id when they were last read.
  bool listed(std::uint32_t id) const { return listed_.count(id) != 0; }

 private:
  bool listings_changed();

  ProjectRange range_;
  std::uint32_t next_;
  std::string lists_;
  std::set<std::uint32_t> listed_;  // in those files
  Fd watch_;                        // tells when something changes in their directory
};

/// Who else is known to give out ids of this range, a sentence each; the kernel is asked before an
/// id is taken, but one that they have not used yet looks free.
std::vector<std::string> range_warnings(const ProjectRange& range);

/// The ids in the text of /etc/projects ("id:path") or /etc/projid ("name:id").
std::set<std::uint32_t> listed_ids(std::string_view projects, std::string_view projid);

}  // namespace quotadeck
