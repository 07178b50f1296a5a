#pragma once

#include <mesos/hook.hpp>
#include <mesos/mesos.hpp>
#include <mesos/module.hpp>

namespace mesos {
namespace modules {

template <>
inline const char* kind<mesos::Hook>() {
  return "Hook";
}

/// A hook module: ModuleBase and the function that makes the hook (null: it could not).
template <>
struct Module<mesos::Hook> : ModuleBase {
  Module(const char* api, const char* version, const char* author, const char* email,
         const char* text, bool (*is_compatible)(),
         mesos::Hook* (*create_hook)(const Parameters& parameters))
      : ModuleBase(api, version, modules::kind<mesos::Hook>(), author, email, text, is_compatible),
        create(create_hook) {}

  mesos::Hook* (*create)(const Parameters& parameters);
};

}  // namespace modules
}  // namespace mesos
