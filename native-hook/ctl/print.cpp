#include "ctl/print.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "ctl/json.hpp"
#include "hook/units.hpp"

namespace quotadeck::ctl {
namespace {

const char* word(ProjectState state) {
  switch (state) {
    case ProjectState::reserved:
      return "reserved";
    case ProjectState::active:
      return "active";
    case ProjectState::released:
      return "released";
    case ProjectState::error:
      return "error";
  }
  return "unknown";
}

// Three digits are enough to compare by eye; JSON has the bytes.
std::string approximately(std::uint64_t bytes) {
  constexpr const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  double amount = static_cast<double>(bytes);
  std::size_t step = 0;
  for (; amount >= 1024 && step < 6; ++step) amount /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, step == 0 || amount >= 100 ? "%.0f%s" : "%.1f%s", amount,
                units[step]);
  return text;
}

std::string limit_words(std::uint64_t bytes) {
  return bytes == 0 ? "none" : approximately(bytes);
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string exactly(const Limits& limits) {
  std::string text = limits.bytes == 0 ? "no limit" : format_size(limits.bytes);
  return limits.inodes == 0 ? text : text + " and " + std::to_string(limits.inodes) + " inodes";
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string list_line(const ProjectFacts& facts, std::size_t container_width) {
  const Project& project = facts.recorded;
  std::string used = "?";
  std::string percent = "?";
  Limits limits = project.limits;
  if (facts.kernel) {
    limits = facts.kernel->hard;
    used = approximately(facts.kernel->used_bytes);
    percent = limits.bytes == 0 ? "-"
                                : std::to_string(static_cast<int>(
                                      100.0 * static_cast<double>(facts.kernel->used_bytes) /
                                      static_cast<double>(limits.bytes))) +
                                      "%";
  }
  char columns[128];
  std::snprintf(columns, sizeof columns, "%-10u %-9s %9s %9s %5s  ", project.id,
                word(project.state), limit_words(limits.bytes).c_str(), used.c_str(),
                percent.c_str());
  return columns + padded(printable(project.container_name), container_width) + "  " +
         printable(project.path) + "\n";
}

std::string project_json(const ProjectFacts& facts) {
  const Project& project = facts.recorded;
  JsonObject json;
  json.add("id", std::uint64_t{project.id})
      .add("state", word(project.state))
      .add("container", project.container_name)
      .add("task", project.task_id)
      .add("executor", project.executor_id)
      .add("framework", project.framework_id)
      .add("path", project.path)
      .add("mountPoint", facts.mount_point)
      .add("sinceMs", project.since_ms)
      .add("lastError", project.last_error);
  if (!facts.kernel) return json.add("problem", facts.kernel.problem().message).text();
  return json.add("limitBytes", facts.kernel->hard.bytes)
      .add("limitInodes", facts.kernel->hard.inodes)
      .add("usedBytes", facts.kernel->used_bytes)
      .add("usedInodes", facts.kernel->used_inodes)
      .text();
}

template <typename T>
std::string array(const std::vector<T>& items, std::string (*write)(const T&)) {
  std::string text;
  for (const T& item : items) text += (text.empty() ? "\n" : ",\n") + write(item);
  return "[" + text + (text.empty() ? "" : "\n") + "]";
}

std::string difference_json(const Difference& difference) {
  JsonObject json;
  json.add("kind", difference.kind);
  if (difference.id != 0) json.add("id", std::uint64_t{difference.id});
  return json.add("path", difference.path).add("explanation", difference.explanation).text();
}

}  // namespace

std::string printable(const std::string& text) {
  std::string result;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      result += c;
      continue;
    }
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\x%02x", byte);
    result += escape;
  }
  return result;
}

std::string list_text(const std::vector<ProjectFacts>& projects) {
  if (projects.empty()) return "no projects\n";
  std::size_t width = std::strlen("CONTAINER");
  for (const ProjectFacts& facts : projects)
    width = std::max(width, printable(facts.recorded.container_name).size());
  std::string text =
      "ID         STATE         LIMIT      USED     %  " + padded("CONTAINER", width) + "  PATH\n";
  for (const ProjectFacts& facts : projects) text += list_line(facts, width);
  return text;
}

std::string list_json(const std::vector<ProjectFacts>& projects) {
  return array(projects, project_json) + "\n";
}

std::string differences_text(const std::vector<Difference>& differences, const Facts& facts) {
  std::string text;
  for (const Difference& difference : differences) {
    text += difference.kind + ": ";
    if (difference.id != 0) text += "project " + std::to_string(difference.id) + ": ";
    text += printable(difference.path) + ": " + printable(difference.explanation) + "\n";
  }
  return text + counted(facts.projects.size(), "project") + " compared, " +
         (differences.empty() ? "all agree" : counted(differences.size(), "difference")) + "\n";
}

std::string differences_json(const std::vector<Difference>& differences, const Facts& facts) {
  return JsonObject()
             .add("hookProcess", static_cast<std::uint64_t>(facts.hook))
             .add("projects", std::uint64_t{facts.projects.size()})
             .raw("differences", array(differences, difference_json))
             .text() +
         "\n";
}

std::string change_text(const LimitChange& change) {
  std::string text = "project " + std::to_string(change.id) + ": " + printable(change.path) +
                     ": limit changed from " + exactly(change.before) + " to " +
                     exactly(change.after.hard) + "\n";
  if (change.after.used_bytes >= change.after.hard.bytes)
    text += "it already uses " + approximately(change.after.used_bytes) +
            ": what it writes from now on fails\n";
  return text;
}

std::string change_json(const LimitChange& change) {
  return JsonObject()
             .add("id", std::uint64_t{change.id})
             .add("path", change.path)
             .add("beforeBytes", change.before.bytes)
             .add("beforeInodes", change.before.inodes)
             .add("limitBytes", change.after.hard.bytes)
             .add("limitInodes", change.after.hard.inodes)
             .add("usedBytes", change.after.used_bytes)
             .text() +
         "\n";
}

std::string release_text(const Release& release) {
  std::string text = "project " + std::to_string(release.id) + ": label taken from " +
                     std::to_string(release.unlabelled) + " files and directories, limit removed\n";
  if (release.left.used_inodes != 0)
    text += std::to_string(release.left.used_inodes) +
            " inodes are still charged to it: files that are open or were moved away\n";
  if (release.recorded) text += "it stays recorded until the hook finds nothing charged to it\n";
  return text;
}

std::string release_json(const Release& release) {
  return JsonObject()
             .add("id", std::uint64_t{release.id})
             .add("unlabelled", release.unlabelled)
             .add("stillRecorded", release.recorded)
             .add("usedBytes", release.left.used_bytes)
             .add("usedInodes", release.left.used_inodes)
             .text() +
         "\n";
}

}  // namespace quotadeck::ctl
