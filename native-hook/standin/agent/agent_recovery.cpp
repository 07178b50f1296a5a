#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>

#include "agent.hpp"
#include "executor.hpp"
#include "files.hpp"
#include "log.hpp"

// The agent's checkpoint lies where Mesos keeps its own, `<work_dir>/meta`, but is JSON: an agent
// of the other kind cannot read it and must be given another work directory.

namespace standin {
namespace {

constexpr char CHECKPOINT_NAME[] = "container.json";
constexpr char BOOT_ID_PATH[] = "/proc/sys/kernel/random/boot_id";

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// The time in which executors would reconnect; a real agent waits for it in full as well.
void wait_for_executors(const Flags& flags) {
  const auto wait =
      std::chrono::nanoseconds(flags.duration("executor_reregistration_timeout").ns());
  std::this_thread::sleep_for(wait);
}

}  // namespace

Try<Nothing> Agent::recover() {
  Try<Nothing> identity = load_identity();
  if (identity.isError()) return identity;
  Try<std::vector<Container>> containers = load_containers();
  if (containers.isError()) return Error(containers.error());

  log_info("Recovering executors");
  const bool after_reboot = rebooted();
  std::vector<Container> ended;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const Container& container : containers.get()) {
      containers_[container.container_id] = container;
      if (after_reboot || !is_running(container.process)) ended.push_back(container);
    }
  }
  if (!containers->empty()) wait_for_executors(flags_);
  for (const Container& container : ended) finish(container);
  recovered_ = true;
  log_info("Finished recovery");
  return Nothing();
}

Try<Nothing> Agent::load_identity() {
  const std::string root = flags_.get("work_dir") + "/meta/slaves";
  const std::string latest = root + "/latest";
  std::error_code code;
  const std::filesystem::path target = std::filesystem::read_symlink(latest, code);
  if (!code) {
    id_ = target.filename().string();
    return Nothing();
  }
  id_ = random_uuid() + "-S0";
  Try<Nothing> made = make_directories(root + "/" + id_);
  if (made.isError()) return made;
  if (::symlink((root + "/" + id_).c_str(), latest.c_str()) != 0) {
    return ErrnoError("Failed to link '" + latest + "'");
  }
  return Nothing();
}

bool Agent::rebooted() {
  const std::string file = flags_.get("work_dir") + "/meta/boot_id";
  Try<std::string> current = read_file(BOOT_ID_PATH);
  Try<std::string> earlier = read_file(file);
  if (current.isError()) return false;
  const bool changed = earlier.isSome() && first_line(earlier.get()) != first_line(current.get());
  Try<Nothing> saved = write_file(file, current.get());
  if (saved.isError()) log_warning(saved.error());
  if (changed) log_info("Agent host rebooted");
  return changed;
}

Try<std::vector<Container>> Agent::load_containers() const {
  std::vector<Container> containers;
  std::error_code code;
  const std::string root = flags_.get("work_dir") + "/meta/slaves/" + id_;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root, code)) {
    if (entry.path().filename() != CHECKPOINT_NAME) continue;
    const std::string path = entry.path().string();
    Try<std::string> text = read_file(path);
    if (text.isError()) return Error("Failed to read '" + path + "': " + text.error());
    Try<Container> container = Container::from_checkpoint(text.get());
    if (container.isError()) return Error("Failed to read '" + path + "': " + container.error());
    log_info("Recovering executor '" + container->request.task_id + "' of framework " +
             container->request.framework_id);
    containers.push_back(container.get());
  }
  if (code) return Error("Failed to list '" + root + "': " + code.message());
  return containers;
}

std::string Agent::executor_directory(const char* root, const Container& container) const {
  return flags_.get("work_dir") + root + "/slaves/" + id_ + "/frameworks/" +
         container.request.framework_id + "/executors/" + container.request.task_id + "/runs/" +
         container.container_id;
}

std::string Agent::checkpoint_path(const Container& container) const {
  return executor_directory("/meta", container) + "/" + CHECKPOINT_NAME;
}

std::string Agent::status_path(const Container& container) const {
  return executor_directory("/meta", container) + "/exit_code";
}

Try<Nothing> Agent::save(const Container& container) const {
  Try<Nothing> made = make_directories(executor_directory("/meta", container));
  if (made.isError()) return made;
  return write_file(checkpoint_path(container), json::write(container.checkpoint()));
}

}  // namespace standin
