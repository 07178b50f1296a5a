// The kernel's XFS project quotas, one function for each call that the hook makes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "quota/expected.hpp"

namespace quotadeck {

/// What to talk to: any open file on the file system, and its block device, which is used only on
/// kernels before 5.14 (they have no quotactl_fd).
struct QuotaTarget {
  int fd = -1;
  std::string device;
};

/// Zero means no limit.
struct Limits {
  std::uint64_t bytes = 0;
  std::uint64_t inodes = 0;
};

struct QuotaUsage {
  std::uint32_t id = 0;
  Limits hard;  // as the kernel keeps it: bytes rounded to its own blocks
  std::uint64_t used_bytes = 0;
  std::uint64_t used_inodes = 0;
  Limits soft;  // where it stands below the hard one, somebody else set it

  /// Whether the kernel holds anything for the project: then the id belongs to somebody.
  bool in_use() const {
    return used_bytes != 0 || used_inodes != 0 || hard.bytes != 0 || hard.inodes != 0 ||
           soft.bytes != 0 || soft.inodes != 0;
  }
};

struct QuotaState {
  bool accounting = false;
  bool enforcement = false;
};

/// Bytes in the kernel's unit for limits, basic blocks of 512, never less than asked for.
std::uint64_t basic_blocks(std::uint64_t bytes);

/// Whether project quotas are counted and enforced. Both false where the file system has none.
Expected<QuotaState> quota_state(const QuotaTarget& target);

/// Sets the hard limits of a project, and the soft ones equal to them, so that there is no grace
/// time. Id 0 is refused: the kernel takes its limits for the defaults of all others.
Expected<Done> set_limits(const QuotaTarget& target, std::uint32_t id, const Limits& limits);

/// Limits and usage of a project; all zero when the kernel knows nothing of it.
Expected<QuotaUsage> get_quota(const QuotaTarget& target, std::uint32_t id);

/// The first project at or above `id` that the kernel knows; nothing after the last one.
Expected<std::optional<QuotaUsage>> next_quota(const QuotaTarget& target, std::uint32_t id);

}  // namespace quotadeck
