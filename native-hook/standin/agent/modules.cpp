#include "modules.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "files.hpp"
#include "manifest.hpp"

namespace standin {
namespace {

using mesos::Modules;
using mesos::Parameter;
using mesos::modules::ModuleBase;

Try<std::string> library_path(const Modules::Library& library) {
  if (library.has_file()) return library.file();
  if (library.has_name()) return "lib" + library.name() + ".so";
  return Error("Library name or path not provided");
}

/// What dlerror() has to say; it may have nothing.
std::string last_loader_error() {
  const char* text = ::dlerror();
  return text == nullptr ? "unknown error" : text;
}

bool same_parameters(const mesos::Parameters& left, const Modules::Library::Module& right) {
  return std::equal(left.parameter().begin(), left.parameter().end(), right.parameters().begin(),
                    right.parameters().end(), [](const Parameter& a, const Parameter& b) {
                      return a.key() == b.key() && a.value() == b.value();
                    });
}

bool same_base(const ModuleBase& left, const ModuleBase& right) {
  const auto same = [](const char* a, const char* b) { return std::strcmp(a, b) == 0; };
  return same(left.moduleApiVersion, right.moduleApiVersion) &&
         same(left.mesosVersion, right.mesosVersion) && same(left.kind, right.kind) &&
         same(left.authorName, right.authorName) && same(left.authorEmail, right.authorEmail) &&
         same(left.description, right.description) && left.compatible == right.compatible;
}

Try<std::vector<std::string>> list_directory(const std::string& path) {
  std::vector<std::string> names;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(path, code)) {
    names.push_back(entry.path().filename().string());
  }
  if (code) return Error("Failed to opendir '" + path + "': " + code.message());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Try<Nothing> ModuleManager::load(const Modules& manifest) {
  for (const Modules::Library& library : manifest.libraries()) {
    Try<std::string> path = library_path(library);
    if (path.isError()) return Error(path.error());
    Try<void*> handle = open_library(path.get());
    if (handle.isError()) return Error(handle.error());
    for (const Modules::Library::Module& module : library.modules()) {
      Try<Nothing> loaded = load_module(path.get(), handle.get(), module);
      if (loaded.isError()) return loaded;
    }
  }
  return Nothing();
}

Try<Nothing> ModuleManager::load_directory(const std::string& path) {
  Try<std::vector<std::string>> names = list_directory(path);
  if (names.isError()) {
    return Error("Error loading module manifests from '" + path + "' directory: " + names.error());
  }
  for (const std::string& name : names.get()) {
    const std::string file = path + (path.back() == '/' ? "" : "/") + name;
    Try<std::string> text = read_file(file);
    if (text.isError()) {
      return Error("Error reading module manifest file '" + file + "': " + text.error());
    }
    Try<Modules> manifest = parse_manifest(text.get());
    if (manifest.isError()) {
      return Error("Error parsing module manifest file '" + file + "': " + manifest.error());
    }
    Try<Nothing> loaded = load(manifest.get());
    if (loaded.isError()) {
      return Error("Error loading modules from '" + file + "': " + loaded.error());
    }
  }
  return Nothing();
}

Try<void*> ModuleManager::open_library(const std::string& library) {
  const auto open = libraries_.find(library);
  if (open != libraries_.end()) return open->second;
  void* handle = ::dlopen(library.c_str(), RTLD_NOW);
  if (handle == nullptr) {
    return Error("Error opening library: '" + library + "': Could not load library '" + library +
                 "': " + last_loader_error());
  }
  libraries_[library] = handle;
  return handle;
}

Try<Nothing> ModuleManager::load_module(const std::string& library, void* handle,
                                        const Modules::Library::Module& module) {
  if (!module.has_name()) {
    return Error("Error: module name not provided with library '" + library + "'");
  }
  const std::string& name = module.name();
  const auto* base = static_cast<const ModuleBase*>(::dlsym(handle, name.c_str()));
  if (base == nullptr) {
    return Error("Error loading module '" + name + "': Error looking up symbol '" + name +
                 "' in '" + library + "' : " + last_loader_error());
  }
  Try<Nothing> verified = verify_module(name, *base);
  if (verified.isError()) {
    return Error("Error verifying module '" + name + "': " + verified.error());
  }

  const auto earlier = modules_.find(name);
  if (earlier == modules_.end()) {
    Loaded loaded{base, library, {}};
    loaded.parameters.mutable_parameter()->CopyFrom(module.parameters());
    modules_.emplace(name, std::move(loaded));
    return Nothing();
  }

  const std::string prefix =
      "Error loading module '" + name + "'; this is potentially due to duplicate module names; ";
  if (earlier->second.library != library) {
    return Error(prefix + "The same module appears in two different module libraries - '" +
                 library + "' and '" + earlier->second.library + "'");
  }
  if (!same_parameters(earlier->second.parameters, module)) {
    return Error(prefix + "A module with same name but different parameters already exists");
  }
  if (!same_base(*base, *earlier->second.base)) {
    return Error(prefix + "A module with same name but different module manifest already exists");
  }
  return Nothing();
}

bool ModuleManager::contains_hook(const std::string& name) const {
  const auto found = modules_.find(name);
  return found != modules_.end() &&
         std::strcmp(found->second.base->kind, mesos::modules::kind<mesos::Hook>()) == 0;
}

Try<mesos::Hook*> ModuleManager::create_hook(const std::string& name) const {
  const Loaded& loaded = modules_.at(name);
  const auto* module = static_cast<const mesos::modules::Module<mesos::Hook>*>(loaded.base);
  if (module->create == nullptr) {
    return Error("Error creating module instance for '" + name + "': create() method not found");
  }
  mesos::Hook* hook = module->create(loaded.parameters);
  if (hook == nullptr) return Error("Error creating Module instance for '" + name + "'");
  return hook;
}

}  // namespace standin
