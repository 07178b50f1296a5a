#include "agent_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

extern char** environ;

namespace standin::test {
namespace {

constexpr int PATIENCE_MS = 10'000;
constexpr char STARTED[] = "Mesos agent started on (1)@127.0.0.1:";

/// Calls `done` every 20 ms until it returns true or patience runs out.
template <typename F>
bool eventually(F&& done) {
  for (int waited = 0; waited < PATIENCE_MS; waited += 20) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

std::string member(const json::Object& object, const char* key) {
  const auto found = object.find(key);
  const auto* text = found == object.end() ? nullptr : found->second.as<std::string>();
  return text == nullptr ? "" : *text;
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string name = std::filesystem::temp_directory_path().string() + "/standin-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  root_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string TemporaryDirectory::write(const std::string& name, const std::string& content) const {
  std::ofstream(path(name), std::ios::binary) << content;
  return path(name);
}

std::string read_or_empty(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

AgentProcess::AgentProcess(const std::string& work_dir, const std::vector<std::string>& flags) {
  std::vector<std::string> arguments = {STANDIN_AGENT, "--master=127.0.0.1:1", "--ip=127.0.0.1",
                                        "--work_dir=" + work_dir};
  const auto is_port = [](const std::string& flag) { return flag.find("--port=") == 0; };
  if (std::none_of(flags.begin(), flags.end(), is_port)) arguments.emplace_back("--port=0");
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);

  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) std::abort();
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, pipe[1], 2);
  if (::posix_spawn(&pid_, STANDIN_AGENT, &actions, nullptr, pointers.data(), environ) != 0) {
    std::abort();
  }
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  errors_ = pipe[0];
}

AgentProcess::~AgentProcess() {
  kill(SIGKILL);
  wait_for_exit();
  ::close(errors_);
}

bool AgentProcess::read_some(int timeout_ms) {
  pollfd ready{errors_, POLLIN, 0};
  if (::poll(&ready, 1, timeout_ms) <= 0) return false;
  std::array<char, 4096> buffer;
  const ssize_t count = ::read(errors_, buffer.data(), buffer.size());
  if (count <= 0) return false;
  log_.append(buffer.data(), static_cast<size_t>(count));
  return true;
}

const std::string& AgentProcess::log() {
  while (read_some(0)) {
  }
  return log_;
}

bool AgentProcess::wait_until_started() {
  size_t found = std::string::npos;
  while ((found = log_.find(STARTED)) == std::string::npos ||
         log_.find('\n', found) == std::string::npos) {
    if (!read_some(PATIENCE_MS)) return false;
  }
  port_ = std::atoi(log_.c_str() + found + sizeof STARTED - 1);
  return true;
}

bool AgentProcess::wait_until_recovered() {
  return wait_until_started() && eventually([this] { return get("/state").status == 200; });
}

std::optional<int> AgentProcess::wait_for_exit() {
  eventually([this] {
    int status = 0;
    if (exit_status_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return exit_status_.has_value();
    exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
  });
  return exit_status_;
}

void AgentProcess::kill(int signal) {
  if (!exit_status_) ::kill(pid_, signal);
}

HttpAnswer AgentProcess::request(const std::string& method, const std::string& path,
                                 const std::string& body) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string text = method + " " + path + " HTTP/1.1\r\nHost: agent\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body;
    ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    std::array<char, 4096> buffer;
    for (ssize_t count; (count = ::recv(socket, buffer.data(), buffer.size(), 0)) > 0;) {
      answer.append(buffer.data(), static_cast<size_t>(count));
    }
  }
  ::close(socket);
  const size_t head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return {};
  return {std::atoi(answer.c_str() + sizeof "HTTP/1.1"), answer.substr(head + 4)};
}

json::Object AgentProcess::get_object(const std::string& path) {
  Try<json::Object> object = json::parse_object(get(path).body);
  return object.isSome() ? object.get() : json::Object();
}

json::Object AgentProcess::task(const std::string& task_id) {
  const json::Object answer = get_object("/standin/tasks");
  const auto tasks = answer.find("tasks");
  if (tasks == answer.end()) return {};
  for (const json::Value& entry : *tasks->second.as<json::Array>()) {
    const auto& object = *entry.as<json::Object>();
    if (member(object, "task_id") == task_id) return object;
  }
  return {};
}

std::string AgentProcess::wait_for_end(const std::string& task_id) {
  std::string state;
  const bool ended = eventually([&] {
    state = member(task(task_id), "state");
    return !state.empty() && state != "TASK_RUNNING" && state != "TASK_STAGING";
  });
  return ended ? state : "";
}

std::string manifest(const std::string& file, const std::string& module,
                     const json::Object& parameters) {
  json::Array list;
  for (const auto& [key, value] : parameters) {
    list.push_back(json::Object{{"key", key}, {"value", value}});
  }
  json::Object entry{{"name", module}};
  if (!list.empty()) entry["parameters"] = list;
  const json::Object library{{"file", file}, {"modules", json::Array{entry}}};
  return json::write(json::Object{{"libraries", json::Array{library}}});
}

}  // namespace standin::test
