#include "quota/quotactl.hpp"

#include <linux/dqblk_xfs.h>
#include <linux/quota.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace quotadeck {
namespace {

constexpr long kQuotactlFd = 443;  // the same on every architecture
constexpr std::uint64_t kBasicBlock = 512;

// `command` is one of Q_X*; errno is set when it answers false.
bool call(const QuotaTarget& target, int command, std::uint32_t id, void* argument) {
  unsigned full = QCMD(static_cast<unsigned>(command), PRJQUOTA);
  if (::syscall(kQuotactlFd, target.fd, full, id, argument) == 0) return true;
  if (errno != ENOSYS || target.device.empty()) return false;
  return ::syscall(SYS_quotactl, full, target.device.c_str(), id, argument) == 0;
}

Problem quota_problem(const std::string& what) {
  const int code = errno;
  if (code == ENOSYS || code == ESRCH)
    return {what + ": project quota is not switched on; mount the file system with prjquota", code};
  return system_problem(what, code);
}

QuotaUsage from_kernel(const fs_disk_quota& quota) {
  return {quota.d_id,
          {quota.d_blk_hardlimit * kBasicBlock, quota.d_ino_hardlimit},
          quota.d_bcount * kBasicBlock,
          quota.d_icount,
          {quota.d_blk_softlimit * kBasicBlock, quota.d_ino_softlimit}};
}

}  // namespace

std::uint64_t basic_blocks(std::uint64_t bytes) {
  return bytes / kBasicBlock + (bytes % kBasicBlock == 0 ? 0 : 1);
}

Expected<QuotaState> quota_state(const QuotaTarget& target) {
  fs_quota_statv state{};
  state.qs_version = FS_QSTATV_VERSION1;
  if (call(target, Q_XGETQSTATV, 0, &state)) {
    return QuotaState{(state.qs_flags & FS_QUOTA_PDQ_ACCT) != 0,
                      (state.qs_flags & FS_QUOTA_PDQ_ENFD) != 0};
  }
  if (errno == ENOSYS || errno == ESRCH || errno == ENOTTY) return QuotaState{};
  return system_problem("cannot ask for the state of project quotas");
}

Expected<Done> set_limits(const QuotaTarget& target, std::uint32_t id, const Limits& limits) {
  if (id == 0) return Problem{"project 0 cannot be limited", EINVAL};
  fs_disk_quota quota{};
  quota.d_version = FS_DQUOT_VERSION;
  quota.d_flags = FS_PROJ_QUOTA;
  quota.d_fieldmask = FS_DQ_BSOFT | FS_DQ_BHARD | FS_DQ_ISOFT | FS_DQ_IHARD;
  quota.d_id = id;
  quota.d_blk_softlimit = quota.d_blk_hardlimit = basic_blocks(limits.bytes);
  quota.d_ino_softlimit = quota.d_ino_hardlimit = limits.inodes;
  if (call(target, Q_XSETQLIM, id, &quota)) return Done{};
  return quota_problem("cannot set the limits of project " + std::to_string(id));
}

Expected<QuotaUsage> get_quota(const QuotaTarget& target, std::uint32_t id) {
  fs_disk_quota quota{};
  if (call(target, Q_XGETQUOTA, id, &quota)) return from_kernel(quota);
  if (errno == ENOENT) return QuotaUsage{id, {}, 0, 0, {}};
  return quota_problem("cannot ask for the usage of project " + std::to_string(id));
}

Expected<std::optional<QuotaUsage>> next_quota(const QuotaTarget& target, std::uint32_t id) {
  fs_disk_quota quota{};
  if (call(target, Q_XGETNEXTQUOTA, id, &quota)) return std::optional(from_kernel(quota));
  if (errno == ENOENT) return std::optional<QuotaUsage>{};
  return quota_problem("cannot walk the projects");
}

}  // namespace quotadeck
