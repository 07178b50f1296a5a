#include "hook/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstring>

#include "hook/atomic_file.hpp"

namespace quotadeck {
namespace {

// As it stands before each record, in the machine's own byte order: the file never leaves it.
struct Header {
  std::uint64_t checksum = 0;  // of the rest of the header and the record
  std::uint64_t generation = 0;
  std::uint64_t length = 0;
};

// FNV-1a: it is to find records that were cut off, not ones that were forged.
std::uint64_t checksum_of(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (char byte : bytes) sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return sum;
}

std::string frame(std::string_view record, std::uint64_t generation) {
  Header header{0, generation, record.size()};
  std::string bytes(sizeof header, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  bytes += record;
  header.checksum = checksum_of(std::string_view(bytes).substr(sizeof header.checksum));
  std::memcpy(bytes.data(), &header.checksum, sizeof header.checksum);
  return bytes;
}

// The header of a record that is whole; `length` is 0 when there is none.
Header whole_record(std::string_view bytes) {
  Header header;
  if (bytes.size() < sizeof header) return {};
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.length == 0 || header.length > bytes.size() - sizeof header) return {};
  std::size_t covered = sizeof header - sizeof header.checksum + header.length;
  if (checksum_of(bytes.substr(sizeof header.checksum, covered)) != header.checksum) return {};
  return header;
}

}  // namespace

Expected<Journal> Journal::open(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || static_cast<std::size_t>(found.st_size) != kBytes) {
    if (auto made = replace_file(path, std::string(kBytes, '\0'), 0600); !made)
      return made.problem();
  }
  Fd fd(::open(path.c_str(), O_WRONLY | O_DSYNC | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) return system_problem("cannot open " + path);
  return Journal(std::move(fd));
}

void Journal::restart(std::uint64_t generation) {
  generation_ = generation;
  end_ = 0;
}

Expected<Done> Journal::append(std::string_view record) {
  std::string bytes = frame(record, generation_);
  if (bytes.size() > kBytes - end_) return Problem{"the journal is full", ENOSPC};
  ssize_t written = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(end_));
  if (written < 0) return system_problem("cannot write the journal");
  if (static_cast<std::size_t>(written) != bytes.size())
    return Problem{"cannot write the journal whole", EIO};
  end_ += bytes.size();
  return Done{};
}

std::vector<std::string> read_journal(std::string_view bytes, std::uint64_t generation) {
  std::vector<std::string> records;
  for (Header header = whole_record(bytes); header.length != 0 && header.generation == generation;
       header = whole_record(bytes)) {
    records.emplace_back(bytes.substr(sizeof header, header.length));
    bytes.remove_prefix(sizeof header + header.length);
  }
  return records;
}

std::uint64_t journal_generation(std::string_view bytes) {
  return whole_record(bytes).generation;
}

}  // namespace quotadeck
