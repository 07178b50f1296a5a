// A task's variables, one NAME=VALUE on each line, with and without the agent's limits.
#include "fuzz.hpp"
#include "hook/wish.hpp"

using namespace quotadeck;
using quotadeck::fuzz::require;

namespace {

constexpr std::uint64_t kMax = std::uint64_t{1} << 30;

Launch read_launch(std::string_view input) {
  Launch launch;
  while (!input.empty()) {
    std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      launch.disk_bytes = line.size();
    } else {
      launch.variables[std::string(line.substr(0, equals))] = line.substr(equals + 1);
    }
  }
  return launch;
}

bool is_clean(const std::string& path) {
  return path[0] == '/' && path.find("//") == std::string::npos &&
         path.find('\0') == std::string::npos && (path + "/").find("/../") == std::string::npos &&
         (path + "/").find("/./") == std::string::npos;
}

void check(const Launch& launch, const Options& options) {
  auto wish = read_wish(launch, options);
  if (!wish) {
    require(!wish.problem().message.empty(), "a refusal has a reason");
    return;
  }
  if (!*wish) return;
  require((*wish)->limits.bytes > 0, "a wish has a limit");
  require(!options.max_hard_limit || (*wish)->limits.bytes <= kMax,
          "no limit is above the agent's");
  require((*wish)->path.empty() || is_clean((*wish)->path),
          "a path is absolute and does not climb");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Launch launch = read_launch(fuzz::text(data, size));
  Options options;
  check(launch, options);
  options.default_hard_limit = kMax / 2;
  options.max_hard_limit = kMax;
  check(launch, options);
  return 0;
}
