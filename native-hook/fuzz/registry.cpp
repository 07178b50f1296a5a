// A registry file with any content: as it is, and ended as a whole file is, which gets further. And
// a journal and a record of one with any content.
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "fuzz.hpp"
#include "hook/journal.hpp"
#include "hook/registry.hpp"
#include "quota/fd.hpp"

using namespace quotadeck;
using quotadeck::fuzz::require;

namespace {

// In memory, so that a run is quick.
std::string make_directory() {
  std::string pattern = "/dev/shm/quotadeck-fuzz-XXXXXX";
  require(::mkdtemp(pattern.data()) != nullptr, "a directory can be made");
  return pattern;
}

struct Directory {
  std::string path = make_directory();
  ~Directory() {
    ::unlink((path + "/registry.pb").c_str());
    ::unlink((path + "/launches.journal").c_str());
    ::rmdir(path.c_str());
  }
};

void write(const std::string& path, std::string_view content) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
  require(::write(fd.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size()),
          "the file can be written");
}

// The field body_length, as the end of every whole file.
std::string end_of(std::size_t body) {
  std::string bytes = "\x7d";
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(body >> shift & 0xff);
  return bytes;
}

void check(const std::string& directory, const std::string& content) {
  write(directory + "/registry.pb", content);
  auto registry = read_registry(directory);
  if (!registry) {
    require(registry.problem().code == EBADMSG, "a damaged registry is known as such");
    return;
  }
  for (const Project& project : registry->projects)
    require(project.file_system < registry->file_systems.size(), "no index points nowhere");
  std::string once = encode_status(*registry);
  auto again = decode_status(once);
  require(static_cast<bool>(again), "what was read can be written and read");
  require(encode_status(*again) == once, "and is the same then");
}

// A record with any content whose checksum is right, beside a registry of generation 0.
void check_record(const std::string& content) {
  static const Directory directory;
  static auto journal = Journal::open(directory.path + "/launches.journal");
  require(static_cast<bool>(journal), "a journal can be made");
  journal->restart(0);
  if (content.empty() || !journal->append(content)) return;
  auto registry = read_registry(directory.path);
  require(static_cast<bool>(registry), "a record of any content is passed over or taken");
  require(registry->projects.size() <= 1, "and is of one project");
  for (const Project& project : registry->projects)
    require(project.file_system < registry->file_systems.size(), "no index points nowhere");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Directory directory;
  std::string content(fuzz::text(data, size));
  check(directory.path, content);
  check(directory.path, content + end_of(content.size()));
  // A journal with any content, beside a registry of generation 0.
  ::unlink((directory.path + "/registry.pb").c_str());
  write(directory.path + "/launches.journal", content);
  require(static_cast<bool>(read_registry(directory.path)), "a damaged journal is passed over");
  ::unlink((directory.path + "/launches.journal").c_str());
  check_record(content);
  return 0;
}
