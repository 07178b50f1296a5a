// What every kernel test needs: a directory on XFS with project quotas, and a Keeper's options.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "hook/keeper.hpp"
#include "quota/fd.hpp"
#include "quota/quotactl.hpp"
#include "quota/read_file.hpp"

namespace quotadeck {

constexpr std::uint64_t kMiB = 1 << 20;

/// One directory on XFS, with `work` for the agent's work directory and `state` beside it; the
/// status file is state/status.pb. All is removed when the test ends, and with it all usage.
class XfsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* mount = std::getenv("QUOTADECK_TEST_XFS");
    ASSERT_NE(mount, nullptr) << "run by run-in-uml.sh only";
    mount_point = mount;
    directory = mount_point + "/" + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    work = directory + "/work";
    std::filesystem::create_directories(work);
    options.allowed_roots = {directory + "/allowed"};
    options.state_dir = "/run/quotadeck/state";
    options.status_file = "/run/quotadeck/state/status.pb";
    std::filesystem::create_directories(options.state_dir);
    std::filesystem::create_directories(options.allowed_roots[0]);
    mount_fd = open_directory(mount_point);
  }

  void TearDown() override {
    std::filesystem::remove_all(directory);
    std::filesystem::remove_all(options.state_dir);
  }

  static Fd open_directory(const std::string& path) {
    return Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  QuotaTarget target() const { return {mount_fd.get(), ""}; }

  std::string mount_point;
  std::string directory;
  std::string work;
  Options options;
  Fd mount_fd;
};

/// Writes `bytes` of zeros; answers how many the kernel took, and leaves errno of the first
/// refusal.
inline std::uint64_t write_zeros(const std::string& path, std::uint64_t bytes) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  std::string chunk(1 << 16, '\0');
  std::uint64_t written = 0;
  errno = 0;
  while (fd && written < bytes) {
    std::size_t length = std::min<std::uint64_t>(chunk.size(), bytes - written);
    ssize_t took = ::write(fd.get(), chunk.data(), length);
    if (took <= 0) break;
    written += static_cast<std::uint64_t>(took);
  }
  return written;
}

inline bool is_no_space(int code) {
  return code == ENOSPC || code == EDQUOT;
}

/// A second disk, mounted with options of the test's choice at /run/quotadeck/other.
class OtherDisk {
 public:
  explicit OtherDisk(const char* mount_options) {
    std::filesystem::create_directories(path);
    mounted_ =
        ::mount(std::getenv("QUOTADECK_TEST_DISK"), path.c_str(), "xfs", 0, mount_options) == 0;
  }
  ~OtherDisk() { unmount(); }

  bool mounted() const { return mounted_; }

  void unmount() {
    if (mounted_) ::umount(path.c_str());
    mounted_ = false;
  }

  const std::string path = "/run/quotadeck/other";

 private:
  bool mounted_ = false;
};

}  // namespace quotadeck
