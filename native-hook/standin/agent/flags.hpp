#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mesos/module/module.hpp>

#include <stout/duration.hpp>
#include <stout/nothing.hpp>
#include <stout/try.hpp>

#include "json.hpp"

namespace standin {

/// What values a flag takes. Numbers and sizes that the stand-in does not use are kept as text.
enum class FlagKind { text, path, boolean, port, duration, object, manifest };

/// One flag that an agent knows. A null default means that the flag is absent unless given.
struct FlagSpec {
  const char* name;
  FlagKind kind;
  const char* default_value;
  const char* alias = nullptr;
};

/// Every flag of a default build of the agent, sorted by name.
const std::vector<FlagSpec>& known_flags();

/// The agent's flags as they stand after loading.
class Flags {
 public:
  /// Reads `--flag` arguments and `MESOS_*` variables by Mesos's rules; the arguments win. The
  /// error is the text that an agent prints.
  static Try<Flags> load(const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& environment);

  bool has(const std::string& name) const { return values_.count(name) > 0; }

  /// The value as text; empty when absent.
  const std::string& get(const std::string& name) const;
  bool enabled(const std::string& name) const { return get(name) == "true"; }

  /// Only for duration flags, which load() has checked.
  Duration duration(const std::string& name) const;

  const std::optional<mesos::Modules>& modules() const { return modules_; }
  const std::map<std::string, std::string>& executor_environment() const {
    return executor_environment_;
  }

  /// The names and values that an agent lists under `/flags`.
  json::Object to_json() const;

 private:
  Try<Nothing> load_one(const std::string& given_name, const std::optional<std::string>& value);
  Try<Nothing> set(const FlagSpec& flag, const std::string& raw);
  Try<Nothing> set_object(const FlagSpec& flag, const std::string& text);
  Try<Nothing> validate() const;

  std::map<std::string, std::string> values_;
  std::map<std::string, std::string> loaded_names_;
  std::optional<mesos::Modules> modules_;
  std::map<std::string, std::string> executor_environment_;
  bool bad_executor_environment_ = false;
};

/// Reads `2secs`, `1.5mins` and the like.
Try<Duration> parse_duration(const std::string& text);

}  // namespace standin
