#include "hook/quota_index.hpp"

namespace quotadeck {
namespace {

// No identifier of Mesos's holds a slash.
std::string key_of(const std::string& framework_id, const std::string& executor_id) {
  return framework_id + "/" + executor_id;
}

}  // namespace

void QuotaIndex::replace(const std::vector<Project>& projects) {
  auto entries = std::make_shared<Entries>();
  for (const Project& project : projects) {
    if (project.id == 0) continue;
    std::string key = key_of(project.framework_id, project.executor_id);
    // Of an executor's runs, the one that is going on.
    if (project.state != ProjectState::active && entries->count(key) != 0) continue;
    (*entries)[key] = {project.id, project.limits.bytes, project.used_bytes};
  }
  Entries reported;
  std::lock_guard<std::mutex> lock(mutex_);
  entries_ = std::move(entries);
  added_.swap(reported);
}

void QuotaIndex::add(const std::string& framework_id, const std::string& executor_id,
                     const Entry& entry) {
  std::lock_guard<std::mutex> lock(mutex_);
  added_[key_of(framework_id, executor_id)] = entry;
}

std::optional<QuotaIndex::Entry> QuotaIndex::find(const std::string& framework_id,
                                                  const std::string& executor_id) const {
  const std::string key = key_of(framework_id, executor_id);
  std::shared_ptr<const Entries> entries;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    auto added = added_.find(key);
    if (added != added_.end()) return added->second;
    entries = entries_;
  }
  auto found = entries->find(key);
  if (found == entries->end()) return std::nullopt;
  return found->second;
}

}  // namespace quotadeck
