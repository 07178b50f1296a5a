// Records that are brought to disk one by one, between two writes of the whole registry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quota/expected.hpp"
#include "quota/fd.hpp"

namespace quotadeck {

/// A file of fixed size, all of whose blocks are there, so that a record is one write in place:
/// no block to find, no size to change, no directory to bring to disk. Each record carries a
/// checksum and the generation of the registry file that it continues; when that file is written
/// anew, all records of before are void and the next one overwrites the first.
class Journal {
 public:
  static constexpr std::size_t kBytes = std::size_t{64} << 10;

  /// Opens the file and makes it if need be. A Problem when it cannot be used: the registry then
  /// is written whole for every record.
  static Expected<Journal> open(const std::string& path);

  /// Starts anew for a registry file of this generation.
  void restart(std::uint64_t generation);

  /// Brings a record to disk. ENOSPC when the file is full: nothing was written then. After
  /// another Problem it is not known whether the record is on disk.
  Expected<Done> append(std::string_view record);

 private:
  explicit Journal(Fd fd) : fd_(std::move(fd)) {}

  Fd fd_;
  std::uint64_t generation_ = 0;
  std::size_t end_ = 0;
};

/// The whole records in a journal's bytes that continue a registry file of this generation, in
/// order. A record that was cut off, and all after it, is left out: nobody acted on it.
std::vector<std::string> read_journal(std::string_view bytes, std::uint64_t generation);

/// The generation of the first record; 0 when there is none.
std::uint64_t journal_generation(std::string_view bytes);

}  // namespace quotadeck
