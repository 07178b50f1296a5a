#pragma once

#include <map>
#include <string>
#include <vector>

#include <mesos/hook.hpp>
#include <mesos/module.hpp>
#include <mesos/module/hook.hpp>
#include <mesos/module/module.hpp>

#include <stout/nothing.hpp>
#include <stout/try.hpp>

namespace standin {

/// Opens module libraries and verifies their modules by Mesos's rules, with Mesos's error texts.
/// Libraries are never closed: their code may be running.
class ModuleManager {
 public:
  /// Loads what a manifest lists; stops at the first error and keeps what is loaded by then.
  Try<Nothing> load(const mesos::Modules& manifest);

  /// Loads every manifest in a directory, sorted by name, dotfiles and backups included.
  Try<Nothing> load_directory(const std::string& path);

  bool contains_hook(const std::string& name) const;

  /// Calls the module's create().
  Try<mesos::Hook*> create_hook(const std::string& name) const;

 private:
  struct Loaded {
    const mesos::modules::ModuleBase* base;
    std::string library;
    mesos::Parameters parameters;
  };

  Try<void*> open_library(const std::string& library);
  Try<Nothing> load_module(const std::string& library, void* handle,
                           const mesos::Modules::Library::Module& module);

  std::map<std::string, void*> libraries_;
  std::map<std::string, Loaded> modules_;
};

/// Checks a module's manifest structure against this agent's version.
Try<Nothing> verify_module(const std::string& name, const mesos::modules::ModuleBase& base);

}  // namespace standin
