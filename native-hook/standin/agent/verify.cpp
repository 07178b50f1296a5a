#include <array>
#include <set>
#include <sstream>
#include <vector>

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

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text + ".");
  for (std::string part; std::getline(in, part, '.');) parts.push_back(part);
  return parts;
}

/// Reads one to three dotted numbers; pre-release and build labels are not supported here.
Try<Version> parse_version(const std::string& text) {
  Version version{};
  const std::vector<std::string> parts = split(text);
  if (parts.size() > version.size()) {
    return Error("Version has " + std::to_string(parts.size()) +
                 " components; maximum 3 components allowed");
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool digits = parts[i].find_first_not_of("0123456789") == std::string::npos;
    if (parts[i].empty() || parts[i].size() > 9 || !digits) {
      return Error("Invalid version component '" + parts[i] + "': Failed to convert '" + parts[i] +
                   "' to number");
    }
    version[i] = std::stoul(parts[i]);
  }
  return version;
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
