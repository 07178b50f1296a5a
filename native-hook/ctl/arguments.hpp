// The command line of quotadeck-hookctl.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hook/options.hpp"
#include "quota/expected.hpp"

namespace quotadeck::ctl {

enum class Command { list, set_limit, verify, release, help, version };

struct Request {
  Command command = Command::help;
  std::uint32_t id = 0;                 // set-limit, release
  std::uint64_t bytes = 0;              // set-limit
  std::optional<std::uint64_t> inodes;  // set-limit; zero takes the limit away
  bool force = false;                   // release
  bool json = false;
  Options options;  // where the hook keeps its files, and which ids are its own
};

/// `words` are the arguments without the program's name. Options may stand anywhere. A Problem
/// names the word at fault.
Expected<Request> parse_arguments(const std::vector<std::string>& words);

/// What `--help` prints.
extern const char* const kUsage;

}  // namespace quotadeck::ctl
