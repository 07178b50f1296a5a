#include "agent.hpp"

namespace standin {
namespace {

HttpResponse json_response(const json::Value& value) {
  return {200, json::write(value), "application/json"};
}

/// `/slave(1)/state` is `/state`.
std::string without_actor(const std::string& path) {
  const std::string actor = "/slave(1)";
  return path.compare(0, actor.size(), actor) == 0 ? path.substr(actor.size()) : path;
}

bool is_lab_path(const std::string& path) {
  return path.compare(0, 9, "/standin/") == 0;
}

}  // namespace

HttpResponse Agent::handle(const HttpRequest& request) {
  HttpRequest plain = request;
  plain.path = without_actor(request.path);
  return is_lab_path(plain.path) ? handle_lab(plain) : handle_operator(plain);
}

HttpResponse Agent::handle_operator(const HttpRequest& request) {
  if (request.method != "GET") return {405, "Expecting one of { 'GET' }"};
  if (request.path == "/health") return {};
  if (request.path == "/version") return json_response(build_info());
  if (request.path == "/flags") return json_response(json::Object{{"flags", flags_.to_json()}});
  if (request.path == "/metrics/snapshot") return json_response(metrics_view());
  if (request.path == "/containers") return json_response(containers_view());
  if (request.path == "/state") {
    if (!recovered_) return {503, "Agent has not finished recovery"};
    return json_response(state_view());
  }
  return {404, ""};
}

HttpResponse Agent::handle_lab(const HttpRequest& request) {
  if (!request.from_loopback) return {403, "Only from this machine\n"};
  if (!recovered_) return {503, "Agent has not finished recovery"};
  if (request.path == "/standin/tasks" && request.method == "GET") {
    return json_response(tasks_view());
  }
  if (request.method != "POST") return {405, "Expecting one of { 'POST' }"};
  if (request.path == "/standin/launch") return launch(request.body);
  if (request.path == "/standin/kill") return kill(request.body);
  return {404, ""};
}

}  // namespace standin
