#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <set>
#include <thread>

#include "agent.hpp"

namespace standin {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr double MEBIBYTE = 1024.0 * 1024.0;

/// Splits `a:1;b:2` at the first colon of each part.
std::map<std::string, std::string> named_values(const std::string& text) {
  std::map<std::string, std::string> values;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find(';', start), text.size());
    const std::string part = text.substr(start, end - start);
    const size_t colon = part.find(':');
    if (colon != std::string::npos) values[part.substr(0, colon)] = part.substr(colon + 1);
    start = end + 1;
  }
  return values;
}

/// A number where the whole text is one.
Value number_or_text(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' ? Value(number) : Value(text);
}

/// What the machine has, overridden by `--resources` in its `name:value;...` form.
Object resources(const Flags& flags) {
  struct statvfs disk {};
  ::statvfs(flags.get("work_dir").c_str(), &disk);
  const double memory =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  const double space = static_cast<double>(disk.f_blocks) * static_cast<double>(disk.f_frsize);
  Object object{{"cpus", static_cast<double>(std::thread::hardware_concurrency())},
                {"gpus", 0.0},
                {"mem", memory / MEBIBYTE},
                {"disk", space / MEBIBYTE},
                {"ports", "[31000-32000]"}};
  for (const auto& [name, value] : named_values(flags.get("resources"))) {
    object[name.substr(0, name.find('('))] = number_or_text(value);
  }
  return object;
}

Object attributes(const Flags& flags) {
  Object object;
  for (const auto& [name, value] : named_values(flags.get("attributes"))) {
    object[name] = number_or_text(value);
  }
  return object;
}

Object resources_of(const Container& container) {
  return {{"cpus", 0.1}, {"mem", 32.0}, {"disk", container.request.disk_mb.value_or(0)}};
}

Object task_view(const Container& container, const std::string& agent_id) {
  Object status{{"state", container.state}, {"timestamp", container.launched_at}};
  Array labels;
  for (const auto& [key, value] : container.labels) {
    labels.push_back(Object{{"key", key}, {"value", value}});
  }
  if (!labels.empty()) status["labels"] = labels;
  return {{"id", container.request.task_id},
          {"name", container.request.task_id},
          {"framework_id", container.request.framework_id},
          {"executor_id", ""},
          {"slave_id", agent_id},
          {"state", container.state},
          {"resources", resources_of(container)},
          {"statuses", Array{status}}};
}

}  // namespace

Object build_info() {
  struct stat program {};
  ::stat("/proc/self/exe", &program);
  tm parts{};
  gmtime_r(&program.st_mtime, &parts);
  std::array<char, 32> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return {{"build_date", date.data()},
          {"build_time", static_cast<double>(program.st_mtime)},
          {"build_user", "standin"},
          {"version", MESOS_VERSION}};
}

Object Agent::executor_view(const Container& container) const {
  const Value task = task_view(container, id_);
  const bool staging = container.state == "TASK_STAGING";
  const bool running = container.state == "TASK_RUNNING";
  return {{"id", container.request.task_id},
          {"name", executor_info(container).name()},
          {"source", container.request.task_id},
          {"container", container.container_id},
          {"directory", container.directory},
          {"resources", resources_of(container)},
          {"queued_tasks", staging ? Array{task} : Array{}},
          {"tasks", running ? Array{task} : Array{}},
          {"completed_tasks", container.active() ? Array{} : Array{task}}};
}

Array Agent::framework_views() const {
  std::set<std::string> ids;
  for (const auto& entry : containers_) ids.insert(entry.second.request.framework_id);
  Array frameworks;
  for (const std::string& id : ids) {
    Array executors;
    Array completed;
    for (const auto& entry : containers_) {
      if (entry.second.request.framework_id != id) continue;
      (entry.second.active() ? executors : completed).push_back(executor_view(entry.second));
    }
    frameworks.push_back(Object{{"id", id},
                                {"name", id},
                                {"user", "root"},
                                {"role", "*"},
                                {"checkpoint", true},
                                {"executors", executors},
                                {"completed_executors", completed}});
  }
  return frameworks;
}

Value Agent::state_view() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return Object{{"version", MESOS_VERSION},       {"build_user", "standin"},
                {"start_time", start_time_},      {"id", id_},
                {"pid", "slave(1)@" + address_},  {"hostname", hostname_},
                {"resources", resources(flags_)}, {"attributes", attributes(flags_)},
                {"flags", flags_.to_json()},      {"frameworks", framework_views()},
                {"completed_frameworks", Array{}}};
}

Value Agent::containers_view() {
  hooks_.wait_until_idle();
  const std::lock_guard<std::mutex> lock(mutex_);
  Array containers;
  for (const auto& entry : containers_) {
    const Container& container = entry.second;
    if (!container.active()) continue;
    Object status{{"container_id", Object{{"value", container.container_id}}}};
    if (container.process.pid > 0) status["executor_pid"] = int64_t{container.process.pid};
    containers.push_back(Object{{"container_id", container.container_id},
                                {"executor_id", container.request.task_id},
                                {"executor_name", executor_info(container).name()},
                                {"framework_id", container.request.framework_id},
                                {"source", container.request.task_id},
                                {"statistics", Object{}},
                                {"status", status}});
  }
  return containers;
}

Value Agent::metrics_view() {
  const std::lock_guard<std::mutex> lock(mutex_);
  Object metrics{{"slave/container_launch_errors", 0}, {"slave/executors_terminated", 0},
                 {"slave/recovery_errors", 0},         {"slave/tasks_failed", 0},
                 {"slave/tasks_finished", 0},          {"slave/tasks_killed", 0}};
  int64_t staging = 0;
  int64_t running = 0;
  for (const auto& entry : containers_) {
    staging += entry.second.state == "TASK_STAGING" ? 1 : 0;
    running += entry.second.state == "TASK_RUNNING" ? 1 : 0;
  }
  for (const auto& [name, count] : counters_) metrics[name] = count;
  metrics["slave/executors_running"] = running;
  metrics["slave/registered"] = recovered_ ? 1 : 0;
  metrics["slave/tasks_running"] = running;
  metrics["slave/tasks_staging"] = staging;
  metrics["slave/uptime_secs"] = now_seconds() - start_time_;
  return metrics;
}

}  // namespace standin
