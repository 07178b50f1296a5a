#include "flags.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "files.hpp"
#include "manifest.hpp"

namespace standin {
namespace {

using Given = std::multimap<std::string, std::optional<std::string>>;

constexpr char ENVIRONMENT_PREFIX[] = "MESOS_";

std::string lower(std::string text) {
  for (char& ch : text) ch = static_cast<char>(std::tolower(static_cast<unsigned char>(ch)));
  return text;
}

bool starts_with(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

std::string trim(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\n\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\n\r") - first + 1);
}

const FlagSpec* find_flag(const std::string& name) {
  for (const FlagSpec& flag : known_flags()) {
    if (name == flag.name || (flag.alias != nullptr && name == flag.alias)) return &flag;
  }
  return nullptr;
}

std::string without_no(const std::string& name) {
  return starts_with(name, "no-") ? name.substr(3) : name;
}

/// `--name`, `--name=value` and `--no-name`; stops at `--` and skips what is no flag.
Given read_arguments(const std::vector<std::string>& arguments) {
  Given given;
  for (const std::string& raw : arguments) {
    const std::string argument = trim(raw);
    if (argument == "--") break;
    if (!starts_with(argument, "--")) continue;
    const size_t equals = argument.find('=');
    const std::string name =
        lower(argument.substr(2, equals == std::string::npos ? std::string::npos : equals - 2));
    if (equals == std::string::npos) {
      given.emplace(name, std::nullopt);
    } else {
      given.emplace(name, argument.substr(equals + 1));
    }
  }
  return given;
}

/// A boolean flag's value, from `--x`, `--no-x` and `--x=value`.
Try<std::string> boolean_text(const std::string& name, bool negated,
                              const std::optional<std::string>& value) {
  if (!value || value->empty()) return std::string(negated ? "false" : "true");
  if (!negated) return *value;
  return Error("Failed to load boolean flag '" + without_no(name) + "' via '" + name +
               "' with value '" + *value + "'");
}

Try<std::string> flag_text(const FlagSpec& flag, const std::string& name,
                           const std::optional<std::string>& value) {
  const bool negated = starts_with(name, "no-");
  if (flag.kind == FlagKind::boolean) return boolean_text(name, negated, value);
  const std::string bare = without_no(name);
  if (negated) return Error("Failed to load non-boolean flag '" + bare + "' via '" + name + "'");
  if (!value) return Error("Failed to load non-boolean flag '" + bare + "': Missing value");
  return *value;
}

Try<std::string> parse_boolean(const std::string& text) {
  if (text == "true" || text == "1") return std::string("true");
  if (text == "false" || text == "0") return std::string("false");
  return Error("Expecting a boolean (e.g., true or false)");
}

Try<std::string> parse_port(const std::string& text) {
  const bool digits =
      !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char ch) {
        return std::isdigit(static_cast<unsigned char>(ch)) != 0;
      });
  if (!digits || std::stoi(text) > 65535) return Error("Failed to convert into required type");
  return std::to_string(std::stoi(text));
}

/// Replaces `file:///path` by the file's content, for the kinds of flag that Mesos does it for.
Try<std::string> fetch(FlagKind kind, const std::string& raw) {
  if (kind == FlagKind::path || !starts_with(raw, "file://")) return raw;
  const std::string path = raw.substr(7);
  Try<std::string> content = read_file(path);
  if (content.isError()) return Error("Error reading file '" + path + "': " + content.error());
  return content;
}

}  // namespace

Try<Flags> Flags::load(const std::vector<std::string>& arguments,
                       const std::map<std::string, std::string>& environment) {
  Given given = read_arguments(arguments);
  Given from_environment;
  for (const auto& [key, value] : environment) {
    if (!starts_with(key, ENVIRONMENT_PREFIX)) continue;
    const std::string name = lower(key.substr(sizeof ENVIRONMENT_PREFIX - 1));
    if (find_flag(without_no(name)) == nullptr || given.count(name) > 0) continue;
    from_environment.emplace(name, value);
  }
  given.merge(from_environment);

  Flags flags;
  for (const FlagSpec& flag : known_flags()) {
    if (flag.default_value != nullptr) flags.values_[flag.name] = flag.default_value;
  }
  for (const auto& [name, value] : given) {
    Try<Nothing> loaded = flags.load_one(name, value);
    if (loaded.isError()) return Error(loaded.error());
  }
  Try<Nothing> valid = flags.validate();
  if (valid.isError()) return Error(valid.error());
  return flags;
}

Try<Nothing> Flags::load_one(const std::string& given_name,
                             const std::optional<std::string>& value) {
  const std::string bare = without_no(given_name);
  const FlagSpec* flag = find_flag(bare);
  if (flag == nullptr) {
    return Error("Failed to load unknown flag '" + bare + "'" +
                 (bare == given_name ? "" : " via '" + given_name + "'"));
  }
  const auto loaded = loaded_names_.find(flag->name);
  if (loaded != loaded_names_.end()) {
    return Error("Flag '" + bare + "' is already loaded via name '" + loaded->second + "'");
  }
  Try<std::string> text = flag_text(*flag, given_name, value);
  if (text.isError()) return Error(text.error());
  Try<Nothing> done = set(*flag, text.get());
  if (done.isError()) {
    return Error("Failed to load flag '" + bare + "': Failed to load value '" + text.get() +
                 "': " + done.error());
  }
  loaded_names_[flag->name] = bare;
  return Nothing();
}

Try<Nothing> Flags::set(const FlagSpec& flag, const std::string& raw) {
  Try<std::string> text = fetch(flag.kind, raw);
  if (text.isError()) return Error(text.error());
  if (flag.kind == FlagKind::boolean) text = parse_boolean(text.get());
  if (flag.kind == FlagKind::port) text = parse_port(text.get());
  if (text.isError()) return Error(text.error());
  if (flag.kind == FlagKind::duration) {
    Try<Duration> duration = parse_duration(text.get());
    if (duration.isError()) return Error(duration.error());
  }
  if (flag.kind == FlagKind::object) return set_object(flag, text.get());
  if (flag.kind == FlagKind::manifest) {
    Try<mesos::Modules> modules = parse_manifest(text.get());
    if (modules.isError()) return Error(modules.error());
    modules_ = modules.get();
    values_[flag.name] = manifest_text(*modules_);
    return Nothing();
  }
  values_[flag.name] = text.get();
  return Nothing();
}

Try<Nothing> Flags::set_object(const FlagSpec& flag, const std::string& text) {
  Try<json::Object> object = read_json_object(text);
  if (object.isError()) return Error(object.error());
  values_[flag.name] = json::write(object.get());
  if (flag.name != std::string("executor_environment_variables")) return Nothing();
  for (const auto& [key, value] : object.get()) {
    // A value of another type is reported by validate(), after all flags are loaded, as Mesos does.
    if (const auto* string = value.as<std::string>()) {
      executor_environment_[key] = *string;
    } else {
      bad_executor_environment_ = true;
    }
  }
  return Nothing();
}

Try<Nothing> Flags::validate() const {
  if (bad_executor_environment_) {
    return Error("`executor_environment_variables` must only contain string values");
  }
  if (!has("work_dir")) return Error("Flag 'work_dir' is required, but it was not provided");
  return Nothing();
}

const std::string& Flags::get(const std::string& name) const {
  static const std::string absent;
  const auto found = values_.find(name);
  return found == values_.end() ? absent : found->second;
}

Duration Flags::duration(const std::string& name) const {
  return parse_duration(get(name)).get();
}

json::Object Flags::to_json() const {
  json::Object object;
  for (const auto& [name, value] : values_) object[name] = value;
  return object;
}

Try<Duration> parse_duration(const std::string& text) {
  static const std::map<std::string, double> units = {
      {"ns", 1},      {"us", 1e3},     {"ms", 1e6},       {"secs", 1e9},
      {"mins", 60e9}, {"hrs", 3600e9}, {"days", 86400e9}, {"weeks", 604800e9}};
  const size_t digits = text.find_first_not_of("0123456789.");
  if (digits == std::string::npos || digits == 0) return Error("Invalid duration '" + text + "'");
  const auto unit = units.find(text.substr(digits));
  if (unit == units.end()) {
    return Error("Unknown duration unit '" + text.substr(digits) +
                 "'; supported units are 'ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', and "
                 "'weeks'");
  }
  const double nanoseconds = std::strtod(text.c_str(), nullptr) * unit->second;
  if (nanoseconds > 9.2e18) {
    return Error(
        "Argument out of the range that a Duration can represent due to int64_t's size "
        "limit");
  }
  return Duration(Nanoseconds(static_cast<int64_t>(nanoseconds)));
}

}  // namespace standin
