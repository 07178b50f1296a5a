#include <array>
#include <cctype>
#include <set>
#include <tuple>

#include "modules.hpp"

namespace standin {
namespace {

using mesos::modules::ModuleBase;
using Version = std::array<unsigned long, 3>;

const std::set<std::string>& module_kinds() {
  static const std::set<std::string> kinds = {
      "Allocator",         "Anonymous",         "Authenticatee",      "Authenticator",
      "Authorizer",        "ContainerLogger",   "DiskProfileAdaptor", "Hook",
      "HttpAuthenticatee", "HttpAuthenticator", "Isolator",           "MasterContender",
      "MasterDetector",    "QoSController",     "ResourceEstimator",  "SecretResolver",
      "TestModule"};
  return kinds;
}

/// Reads one to three dotted numbers; pre-release and build labels are not supported here.
Try<Version> parse_version(const std::string& text) {
  Version version{};
  size_t start = 0;
  for (size_t part = 0; part < version.size(); ++part) {
    const size_t dot = text.find('.', start);
    const std::string digits = text.substr(start, dot - start);
    const size_t bad = digits.find_first_not_of("0123456789");
    if (digits.empty() || digits.size() > 9 || bad != std::string::npos) {
      return Error("Invalid version component '" + digits + "'");
    }
    version[part] = std::stoul(digits);
    if (dot == std::string::npos) return version;
    start = dot + 1;
  }
  return Error("Version string has more than 3 components");
}

std::string text_of(const Version& version) {
  return std::to_string(version[0]) + "." + std::to_string(version[1]) + "." +
         std::to_string(version[2]);
}

bool has_all_fields(const ModuleBase& base) {
  return base.mesosVersion != nullptr && base.moduleApiVersion != nullptr &&
         base.authorName != nullptr && base.authorEmail != nullptr && base.description != nullptr &&
         base.kind != nullptr;
}

/// Modules of every kind must be built for at least this agent's own version; newer ones and, when
/// they have no compatible(), all others than the very same are refused too.
Try<Nothing> verify_version(const std::string& name, const ModuleBase& base) {
  Try<Version> agent = parse_version(MESOS_VERSION);
  Try<Version> module = parse_version(base.mesosVersion);
  if (agent.isError()) return Error(agent.error());
  if (module.isError()) return Error(module.error());
  if (module.get() < agent.get()) {
    return Error("Minimum supported mesos version for '" + std::string(base.kind) + "' is " +
                 text_of(agent.get()) + ", but module is compiled with version " +
                 text_of(module.get()));
  }
  if (module.get() > agent.get()) {
    return Error("Mesos has version " + text_of(agent.get()) +
                 ", but module is compiled with version " + text_of(module.get()));
  }
  if (base.compatible != nullptr && !base.compatible()) {
    return Error("Module " + name + "has determined to be incompatible");
  }
  return Nothing();
}

}  // namespace

Try<Nothing> verify_module(const std::string& name, const ModuleBase& base) {
  if (!has_all_fields(base)) return Error("Error loading module '" + name + "'; missing fields");
  if (std::string(base.moduleApiVersion) != MESOS_MODULE_API_VERSION) {
    return Error("Module API version mismatch. Mesos has: " MESOS_MODULE_API_VERSION
                 ", library requires: " +
                 std::string(base.moduleApiVersion));
  }
  if (module_kinds().count(base.kind) == 0) {
    return Error("Unknown module kind: " + std::string(base.kind));
  }
  return verify_version(name, base);
}

}  // namespace standin
