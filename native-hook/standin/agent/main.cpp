#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <thread>

#include "agent.hpp"
#include "executor.hpp"
#include "log.hpp"

extern char** environ;

namespace {

using namespace standin;

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const char* equals = std::strchr(*entry, '=');
    if (equals != nullptr) variables[{*entry, static_cast<size_t>(equals - *entry)}] = equals + 1;
  }
  return variables;
}

Flags load_flags(int argc, char** argv) {
  Try<Flags> flags = Flags::load({argv + 1, argv + argc}, environment());
  if (flags.isSome()) return flags.get();
  std::cerr << flags.error() << "\n\nSee `mesos-agent --help` for a list of supported flags."
            << std::endl;
  std::_Exit(EXIT_FAILURE);
}

void print_help() {
  std::cout << "Usage: mesos-agent [options]\n\n"
               "A stand-in for Mesos's agent: it reads flags, loads modules and answers as an "
               "agent does,\nand launches pretend containers for tests.\n\n";
  for (const FlagSpec& flag : known_flags()) {
    std::cout << (flag.kind == FlagKind::boolean ? "  --[no-]" : "  --") << flag.name
              << (flag.kind == FlagKind::boolean ? "" : "=VALUE") << "\n";
  }
}

/// `--help` and `--version` win over errors in other flags.
bool asks_for(int argc, char** argv, const char* flag) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], flag) == 0) return true;
  }
  return false;
}

void check_master(const Flags& flags) {
  const bool master = flags.has("master");
  const bool detector = flags.has("master_detector");
  if (!master && !detector) {
    exit_with_error("main.cpp:418", "Missing required option `--master` or `--master_detector`");
  }
  if (master && detector) {
    exit_with_error("main.cpp:423",
                    "Only one of `--master` or `--master_detector` should be specified");
  }
}

void load_modules(const Flags& flags, ModuleManager& modules) {
  if (flags.modules() && flags.has("modules_dir")) {
    exit_with_error("main.cpp:623", "Only one of --modules or --modules_dir should be specified");
  }
  if (flags.has("modules_dir")) {
    Try<Nothing> loaded = modules.load_directory(flags.get("modules_dir"));
    if (loaded.isError()) {
      exit_with_error("main.cpp:629", "Error loading modules: " + loaded.error());
    }
  }
  if (flags.modules()) {
    Try<Nothing> loaded = modules.load(*flags.modules());
    if (loaded.isError()) {
      exit_with_error("main.cpp:636", "Error loading modules: " + loaded.error());
    }
  }
}

void install_hooks(const Flags& flags, const ModuleManager& modules, HookManager& hooks) {
  if (!flags.has("hooks")) return;
  Try<Nothing> installed = hooks.install(flags.get("hooks"), modules);
  if (installed.isError()) {
    exit_with_error("main.cpp:661", "Error installing hooks: " + installed.error());
  }
}

/// SIGUSR1 is blocked in every thread and taken here, outside of any signal handler.
void watch_shutdown_signal(Agent& agent) {
  sigset_t shutdown;
  sigemptyset(&shutdown);
  sigaddset(&shutdown, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &shutdown, nullptr);
  std::thread([&agent, shutdown] {
    int number = 0;
    if (sigwait(&shutdown, &number) == 0) agent.shut_down();
  }).detach();
}

int run_agent(int argc, char** argv) {
  if (asks_for(argc, argv, "--help")) {
    print_help();
    return EXIT_SUCCESS;
  }
  if (asks_for(argc, argv, "--version")) {
    std::cout << "mesos " << MESOS_VERSION << std::endl;
    return EXIT_SUCCESS;
  }
  const Flags flags = load_flags(argc, argv);
  check_master(flags);
  std::signal(SIGPIPE, SIG_IGN);
  log_info(std::string("Version: ") + MESOS_VERSION + " (stand-in)");

  const std::string ip = flags.has("ip") ? flags.get("ip") : "0.0.0.0";
  HttpServer server;
  Try<Nothing> listening = server.listen(ip, std::stoi(flags.get("port")));
  if (listening.isError()) {
    exit_with_error("process.cpp:1143", "Failed to initialize: " + listening.error());
  }
  HookManager hooks;
  Agent agent(flags, hooks);
  agent.set_address(ip, server.port());
  watch_shutdown_signal(agent);
  server.serve([&agent](const HttpRequest& request) { return agent.handle(request); });

  ModuleManager modules;
  load_modules(flags, modules);
  install_hooks(flags, modules, hooks);
  log_info("Mesos agent started on (1)@" + ip + ":" + std::to_string(server.port()));
  Try<Nothing> recovered = agent.recover();
  if (recovered.isError()) {
    exit_with_error("slave.cpp:8360", "Failed to perform recovery: " + recovered.error());
  }
  agent.run();
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace

int main(int argc, char** argv) {
  const bool executor = argc == 3 && std::strcmp(argv[0], EXECUTOR_NAME) == 0;
  return executor ? run_executor(argv[1], argv[2]) : run_agent(argc, argv);
}
