#include "hook/lost.hpp"

#include <glob.h>

#include <algorithm>
#include <optional>

namespace quotadeck {
namespace {

// Since Mesos 1.4 "mesos-<container>", before "mesos-<agent>.<container>".
constexpr const char* kContainerPrefix = "mesos-";

std::string last_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// Takes the last part off a path and answers it.
std::string take_part(std::string& path) {
  std::string part = last_part(path);
  path.resize(path.size() - std::min(path.size(), part.size() + 1));
  return part;
}

// "…/frameworks/F/executors/E/runs/C".
std::optional<Project> read_sandbox(const std::string& path) {
  std::string rest = path;
  Project project;
  project.path = path;
  project.container_name = kContainerPrefix + take_part(rest);
  if (take_part(rest) != "runs") return std::nullopt;
  project.executor_id = take_part(rest);
  if (take_part(rest) != "executors") return std::nullopt;
  project.framework_id = take_part(rest);
  if (take_part(rest) != "frameworks") return std::nullopt;
  return project;
}

std::string without_wildcards(const std::string& name) {
  std::string escaped;
  for (char c : name) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// The sandbox of the container that a volume is named after; empty when there is none any more.
std::string sandbox_of(const std::string& container_name, const std::string& work) {
  std::string id = container_name.substr(std::char_traits<char>::length(kContainerPrefix));
  id = id.substr(id.rfind('.') + 1);
  if (id.empty()) return "";
  std::string pattern =
      without_wildcards(work) + "/slaves/*/frameworks/*/executors/*/runs/" + without_wildcards(id);
  glob_t found{};
  std::string path;
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) path = found.gl_pathv[0];
  ::globfree(&found);
  return path;
}

}  // namespace

bool looks_like_ours(const std::string& path) {
  return read_sandbox(path) || last_part(path).rfind(kContainerPrefix, 0) == 0;
}

Project describe_lost(const std::string& path, const std::string& work) {
  if (auto sandbox = read_sandbox(path)) {
    sandbox->state = ProjectState::active;
    return *sandbox;
  }
  Project project;
  std::string name = last_part(path);
  if (auto sandbox = work.empty() ? std::nullopt : read_sandbox(sandbox_of(name, work)))
    project = *sandbox;
  project.state = project.path.empty() ? ProjectState::released : ProjectState::active;
  project.path = path;
  project.container_name = name;
  return project;
}

}  // namespace quotadeck
