#pragma once

#include <mesos/version.hpp>

#define MESOS_MODULE_API_VERSION "2"

namespace mesos {
namespace modules {

/// What a module library exports under the module's name. The layout is Mesos's ABI: six strings,
/// then `compatible`, which may be null to mean "exactly this Mesos version".
struct ModuleBase {
  ModuleBase(const char* api, const char* version, const char* kind_name, const char* author,
             const char* email, const char* text, bool (*is_compatible)())
      : moduleApiVersion(api),
        mesosVersion(version),
        kind(kind_name),
        authorName(author),
        authorEmail(email),
        description(text),
        compatible(is_compatible) {}

  const char* moduleApiVersion;
  const char* mesosVersion;
  const char* kind;
  const char* authorName;
  const char* authorEmail;
  const char* description;
  bool (*compatible)();
};

template <typename T>
struct Module;

template <typename T>
const char* kind();

}  // namespace modules
}  // namespace mesos
