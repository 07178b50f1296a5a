// The file system under a directory, checked for working project quotas.
#pragma once

#include <string>

#include "hook/status.hpp"
#include "quota/expected.hpp"
#include "quota/fd.hpp"
#include "quota/mount.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck {

/// A Problem, with what to do, unless the mount is XFS with project quotas counted and enforced.
/// `directory` is open on it; `path` is for the message.
Expected<Done> require_quota(const Mount& mount, int directory, const std::string& path);

/// An open mount point. Holds the file system busy: do not keep it.
struct OpenFileSystem {
  Fd fd;
  Mount mount;

  QuotaTarget target() const { return {fd.get(), mount.device}; }
};

/// Opens the mount point; a Problem when nothing is mounted there (any more).
Expected<OpenFileSystem> open_file_system(const std::string& mount_point);

/// Size, use and quota state as they are now.
Expected<FileSystemStatus> observe(const OpenFileSystem& file_system);

}  // namespace quotadeck
