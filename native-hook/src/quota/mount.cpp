#include "quota/mount.hpp"

#include <fcntl.h>
#include <poll.h>

#include <sstream>
#include <vector>

#include "quota/read_file.hpp"

namespace quotadeck {
namespace {

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

// The kernel writes space, tab, newline and backslash as \040 and so on.
std::string unescape(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool escaped = text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) &&
                   is_octal(text[i + 2]) && is_octal(text[i + 3]);
    if (!escaped) {
      plain += text[i];
      continue;
    }
    plain +=
        static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0');
    i += 3;
  }
  return plain;
}

std::vector<std::string> words(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> found;
  for (std::string word; stream >> word;) found.push_back(word);
  return found;
}

// Fields: id, parent, major:minor, root, mount point, options, tags …, "-", type, source, options.
Expected<Mount> parse_line(const std::vector<std::string>& fields) {
  for (std::size_t dash = 6; dash + 2 < fields.size(); ++dash) {
    if (fields[dash] != "-") continue;
    return Mount{unescape(fields[dash + 2]), unescape(fields[4]), fields[dash + 1]};
  }
  return Problem{"a line of /proc/self/mountinfo is not as expected", EPROTO};
}

constexpr const char* kList = "/proc/self/mountinfo";

Expected<std::uint64_t> mount_id_of(int fd, const Place& place) {
  if (place.mount != 0) return place.mount;
  auto info = read_file("/proc/self/fdinfo/" + std::to_string(fd));
  if (!info) return info.problem();
  std::size_t at = info->find("mnt_id:");
  if (at == std::string::npos)
    return Problem{"the kernel does not tell the mount of a file", ENOSYS};
  std::uint64_t id = 0;
  std::istringstream(info->substr(at + 7)) >> id;
  return id;
}

}  // namespace

Expected<Mount> find_mount(std::string_view mountinfo, std::uint64_t id) {
  std::istringstream lines{std::string(mountinfo)};
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> fields = words(line);
    if (!fields.empty() && fields[0] == std::to_string(id)) return parse_line(fields);
  }
  return Problem{"no mount with the id " + std::to_string(id), ENOENT};
}

Expected<Mount> mount_of(int fd) {
  auto place = place_of(fd);
  if (!place) return place.problem();
  return Mounts().of(fd, *place);
}

Expected<Mount> Mounts::of(int fd, const Place& place) {
  auto id = mount_id_of(fd, place);
  if (!id) return id.problem();
  if (changed()) known_.clear();
  if (auto known = known_.find(*id); known != known_.end()) return known->second;
  auto text = read_file(kList);
  if (!text) return text.problem();
  auto mount = find_mount(*text, *id);
  if (mount) known_.emplace(*id, *mount);
  return mount;
}

// Asked before the list is read, so that a change in between is seen the next time.
bool Mounts::changed() {
  if (!list_) {
    list_ = Fd(::open(kList, O_RDONLY | O_CLOEXEC));
    return true;
  }
  pollfd event{list_.get(), POLLPRI, 0};
  return ::poll(&event, 1, 0) != 0;
}

}  // namespace quotadeck
