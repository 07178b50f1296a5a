#include "container.hpp"

#include <algorithm>

namespace standin {
namespace {

using json::Object;
using json::Value;

/// An identifier that becomes the name of a directory, as Mesos restricts them.
Try<Nothing> check_id(const std::string& key, const std::string& id) {
  const bool control =
      std::any_of(id.begin(), id.end(), [](unsigned char ch) { return ch < 0x20 || ch == 0x7f; });
  if (id.empty() || id.size() > 255 || id == "." || id == ".." || control ||
      id.find('/') != std::string::npos) {
    return Error("'" + key + "' must be 1 to 255 printable characters without '/'");
  }
  return Nothing();
}

Try<Nothing> read_string(const Object& object, const std::string& key, std::string& out) {
  const auto found = object.find(key);
  if (found == object.end()) return Nothing();
  const auto* text = found->second.as<std::string>();
  if (text == nullptr) return Error("'" + key + "' must be a string");
  out = *text;
  return Nothing();
}

Try<Nothing> read_environment(const Object& object, std::map<std::string, std::string>& out) {
  const auto found = object.find("environment");
  if (found == object.end()) return Nothing();
  const auto* variables = found->second.as<Object>();
  if (variables == nullptr) return Error("'environment' must be an object of strings");
  for (const auto& [name, value] : *variables) {
    const auto* text = value.as<std::string>();
    if (text == nullptr || name.empty() || name.find('=') != std::string::npos) {
      return Error("'environment' must be an object of strings; see '" + name + "'");
    }
    out[name] = *text;
  }
  return Nothing();
}

Try<Nothing> read_disk(const Object& object, std::optional<double>& out) {
  const auto found = object.find("disk_mb");
  if (found == object.end()) return Nothing();
  if (const auto* integer = found->second.as<int64_t>()) out = static_cast<double>(*integer);
  if (const auto* real = found->second.as<double>()) out = *real;
  if (!out || *out <= 0) return Error("'disk_mb' must be a positive number of MiB");
  return Nothing();
}

Try<Nothing> read_flag(const Object& object, const std::string& key, bool& out) {
  const auto found = object.find(key);
  if (found == object.end()) return Nothing();
  const auto* flag = found->second.as<bool>();
  if (flag == nullptr) return Error("'" + key + "' must be true or false");
  out = *flag;
  return Nothing();
}

Try<Nothing> reject_unknown_keys(const Object& object) {
  static const char* known[] = {"task_id", "framework_id", "environment",
                                "disk_mb", "command",      "custom_executor"};
  for (const auto& member : object) {
    const auto same = [&member](const char* key) { return member.first == key; };
    if (std::none_of(std::begin(known), std::end(known), same)) {
      return Error("unknown key '" + member.first + "'");
    }
  }
  return Nothing();
}

std::string string_or_empty(const Object& object, const char* key) {
  const auto found = object.find(key);
  const auto* text = found == object.end() ? nullptr : found->second.as<std::string>();
  return text == nullptr ? "" : *text;
}

int64_t integer_or_zero(const Object& object, const char* key) {
  const auto found = object.find(key);
  const auto* integer = found == object.end() ? nullptr : found->second.as<int64_t>();
  return integer == nullptr ? 0 : *integer;
}

}  // namespace

Try<LaunchRequest> LaunchRequest::parse(const std::string& body) {
  Try<Object> object = json::parse_object(body);
  if (object.isError()) return Error(object.error());
  return from_json(object.get());
}

Try<LaunchRequest> LaunchRequest::from_json(const Object& object) {
  LaunchRequest request;
  request.framework_id = "standin-0000";
  for (const Try<Nothing>& checked :
       {reject_unknown_keys(object), read_string(object, "task_id", request.task_id),
        read_string(object, "framework_id", request.framework_id),
        read_string(object, "command", request.command), check_id("task_id", request.task_id),
        check_id("framework_id", request.framework_id),
        read_environment(object, request.environment), read_disk(object, request.disk_mb),
        read_flag(object, "custom_executor", request.custom_executor)}) {
    if (checked.isError()) return Error(checked.error());
  }
  if (request.command.empty()) return Error("'command' must be a command for /bin/sh");
  return request;
}

Object LaunchRequest::to_json() const {
  Object variables;
  for (const auto& [name, value] : environment) variables[name] = value;
  Object object{{"task_id", task_id},
                {"framework_id", framework_id},
                {"environment", variables},
                {"command", command},
                {"custom_executor", custom_executor}};
  if (disk_mb) object["disk_mb"] = *disk_mb;
  return object;
}

Object Container::checkpoint() const {
  return {{"request", request.to_json()},
          {"container_id", container_id},
          {"directory", directory},
          {"pid", int64_t{process.pid}},
          {"start_ticks", static_cast<int64_t>(process.start_ticks)},
          {"launched_at", launched_at},
          {"kill_requested", kill_requested}};
}

Try<Container> Container::from_checkpoint(const std::string& text) {
  Try<Object> object = json::parse_object(text);
  if (object.isError()) return Error(object.error());
  const auto request = object->find("request");
  const auto* members = request == object->end() ? nullptr : request->second.as<Object>();
  if (members == nullptr) return Error("'request' is missing");
  Try<LaunchRequest> parsed = LaunchRequest::from_json(*members);
  if (parsed.isError()) return Error(parsed.error());

  Container container;
  container.request = parsed.get();
  container.container_id = string_or_empty(object.get(), "container_id");
  container.directory = string_or_empty(object.get(), "directory");
  if (container.container_id.empty() || container.directory.empty()) {
    return Error("'container_id' or 'directory' is missing");
  }
  container.process.pid = static_cast<pid_t>(integer_or_zero(object.get(), "pid"));
  container.process.start_ticks =
      static_cast<uint64_t>(integer_or_zero(object.get(), "start_ticks"));
  container.state = "TASK_RUNNING";
  if (const auto* seconds = object.get()["launched_at"].as<double>()) {
    container.launched_at = *seconds;
  }
  if (const auto* killed = object.get()["kill_requested"].as<bool>()) {
    container.kill_requested = *killed;
  }
  return container;
}

}  // namespace standin
