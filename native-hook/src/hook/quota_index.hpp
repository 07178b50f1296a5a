// Every executor's quota, and what was used of it at the last report, for the agent's own threads
// to look up.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "hook/status.hpp"

namespace quotadeck {

/// Its lock is held for no longer than a pointer takes to copy, or a look at the launches since the
/// last report.
class QuotaIndex {
 public:
  struct Entry {
    std::uint32_t project_id = 0;
    std::uint64_t limit_bytes = 0;
    std::optional<std::uint64_t> used_bytes;  // nothing before the first report
  };

  void replace(const std::vector<Project>& projects);

  /// Of a launch that was granted just now; the next report replaces it.
  void add(const std::string& framework_id, const std::string& executor_id, const Entry& entry);

  /// Nothing when the executor has no quota.
  std::optional<Entry> find(const std::string& framework_id, const std::string& executor_id) const;

 private:
  using Entries = std::unordered_map<std::string, Entry>;

  mutable std::mutex mutex_;
  std::shared_ptr<const Entries> entries_ = std::make_shared<Entries>();
  Entries added_;
};

}  // namespace quotadeck
