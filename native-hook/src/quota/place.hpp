// What an open file is, and where: one system call answers all of it.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "quota/expected.hpp"

namespace quotadeck {

struct Place {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t mount = 0;  // 0 on kernels before 5.8, which do not tell it
  mode_t mode = 0;

  bool same_file(const Place& other) const {
    return device == other.device && inode == other.inode;
  }
};

Expected<Place> place_of(int fd);

}  // namespace quotadeck
