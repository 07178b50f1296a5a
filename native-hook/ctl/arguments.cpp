#include "ctl/arguments.hpp"

#include <limits>

#include "hook/units.hpp"

namespace quotadeck::ctl {

const char* const kUsage =
    R"(quotadeck-hookctl: look at and mend the project quotas that Quotadeck's hook has set

usage: quotadeck-hookctl [OPTION]… COMMAND

  list                every project, with its limit and what the kernel says it uses
  set-limit ID SIZE   change a project's hard limit: bytes, or 512MiB, 10GB …
  verify              compare status file, registry, kernel and directories
  release ID          take a project away: its directory stays, without a limit

  --json                 answer in JSON
  --inodes N             set-limit: also the limit on files and directories; 0 for none
  --force                release: also a project whose container may still run
  --state-dir DIR        the module parameter state_dir, if it is not /var/lib/quotadeck/state
  --status-file FILE     status_file, if it is not /var/lib/quotadeck/status.pb
  --project-range A-B    project_range, if it is not 100000-199999
  --help, --version

Ends with 0; with 1 when verify found differences; with 2 when it could not do what was asked.
)";

namespace {

struct Parsed {
  Request request;
  std::vector<std::string> words;  // without the options
  std::vector<std::pair<std::string, std::string>> parameters;
};

struct Flag {
  const char* name;
  void (*set)(Request&);
};

constexpr Flag kFlags[] = {
    {"--json", [](Request& request) { request.json = true; }},
    {"--force", [](Request& request) { request.force = true; }},
};

bool set_flag(Request& request, const std::string& word) {
  for (const Flag& flag : kFlags) {
    if (word != flag.name) continue;
    flag.set(request);
    return true;
  }
  return false;
}

// The module parameter that an option stands for; nullptr for none.
const char* parameter_of(const std::string& option) {
  if (option == "--state-dir") return "state_dir";
  if (option == "--status-file") return "status_file";
  if (option == "--project-range") return "project_range";
  return nullptr;
}

Expected<Done> set_option(Parsed& parsed, const std::string& option, const std::string& value) {
  if (const char* parameter = parameter_of(option)) {
    parsed.parameters.emplace_back(parameter, value);
    return Done{};
  }
  Request ignored;
  if (set_flag(ignored, option)) return Problem{option + " takes no value", EINVAL};
  if (option != "--inodes") return Problem{"unknown option " + option + "; see --help", EINVAL};
  auto inodes = parse_number(value);
  if (!inodes) return Problem{"--inodes: " + inodes.problem().message, EINVAL};
  parsed.request.inodes = *inodes;
  return Done{};
}

Expected<Parsed> split_options(const std::vector<std::string>& words) {
  Parsed parsed;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "-h" || word == "--help") return Parsed{{}, {"help"}, {}};
    if (word == "--version") return Parsed{{}, {"version"}, {}};
    if (word.empty() || word[0] != '-') {
      parsed.words.push_back(word);
    } else if (!set_flag(parsed.request, word)) {
      std::size_t equals = word.find('=');
      std::string option = word.substr(0, equals);
      bool separate = equals == std::string::npos;
      if (separate && i + 1 == words.size() && (parameter_of(option) || option == "--inodes"))
        return Problem{option + " needs a value", EINVAL};
      std::string value = !separate              ? word.substr(equals + 1)
                          : i + 1 < words.size() ? words[i + 1]
                                                 : "";
      if (auto set = set_option(parsed, option, value); !set) return set.problem();
      i += separate ? 1 : 0;
    }
  }
  return parsed;
}

struct Form {
  const char* name;
  Command command;
  const char* operands;
  std::size_t count;
};

constexpr Form kForms[] = {
    {"list", Command::list, "", 0},     {"set-limit", Command::set_limit, " ID SIZE", 2},
    {"verify", Command::verify, "", 0}, {"release", Command::release, " ID", 1},
    {"help", Command::help, "", 0},     {"version", Command::version, "", 0},
};

Expected<const Form*> find_form(const std::vector<std::string>& words) {
  if (words.empty())
    return Problem{"a command is missing: list, set-limit, verify or release; see --help", EINVAL};
  for (const Form& form : kForms) {
    if (words[0] != form.name) continue;
    if (words.size() == form.count + 1) return &form;
    return Problem{"usage: quotadeck-hookctl " + words[0] + form.operands, EINVAL};
  }
  return Problem{"unknown command '" + words[0] + "'; see --help", EINVAL};
}

Expected<std::uint32_t> parse_id(const std::string& word) {
  auto id = parse_number(word);
  if (id && *id > 0 && *id < std::numeric_limits<std::uint32_t>::max())
    return static_cast<std::uint32_t>(*id);
  return Problem{"'" + word + "' is no project id", EINVAL};
}

Expected<Done> read_operands(Request& request, const std::vector<std::string>& words) {
  if (words.size() < 2) return Done{};
  auto id = parse_id(words[1]);
  if (!id) return id.problem();
  request.id = *id;
  if (words.size() < 3) return Done{};
  auto bytes = parse_size(words[2]);
  if (!bytes) return bytes.problem();
  request.bytes = *bytes;
  return Done{};
}

}  // namespace

Expected<Request> parse_arguments(const std::vector<std::string>& words) {
  auto parsed = split_options(words);
  if (!parsed) return parsed.problem();
  auto form = find_form(parsed->words);
  if (!form) return form.problem();
  Request& request = parsed->request;
  request.command = (*form)->command;
  if (request.inodes && request.command != Command::set_limit)
    return Problem{"--inodes goes with set-limit only", EINVAL};
  if (request.force && request.command != Command::release)
    return Problem{"--force goes with release only", EINVAL};
  if (auto read = read_operands(request, parsed->words); !read) return read.problem();
  auto options = parse_options(parsed->parameters);
  if (!options) return options.problem();
  request.options = *options;
  return request;
}

}  // namespace quotadeck::ctl
