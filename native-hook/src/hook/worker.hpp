// A thread of the hook's own, so that no actor of the agent ever waits for a disk.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace quotadeck {

/// Runs jobs one after another, and `idle` soon after jobs, at least every `interval`, and last.
/// Jobs must own what they use: a thread that is stuck in the kernel outlives its Worker.
class Worker {
 public:
  using Job = std::function<void()>;

  /// So many jobs may wait; a stuck disk must not fill the agent's memory.
  static constexpr std::size_t kMaxJobs = 10'000;

  /// How long the destructor waits for the jobs.
  static constexpr std::chrono::seconds kPatience{3};

  /// So long after the first of several jobs comes `idle`: the answer to a launch, and the other
  /// launches of a burst, do not wait for it.
  static constexpr std::chrono::milliseconds kSoon{50};

  Worker(std::chrono::milliseconds interval, Job idle);
  /// Runs the jobs still waiting, then ends the thread. One that is stuck is left behind, drops
  /// its jobs and ends by itself once the kernel lets it go.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// From any thread; never waits for a job. False when kMaxJobs wait already.
  bool post(Job job);

 private:
  struct Queue;

  static void run(Queue& queue);

  std::shared_ptr<Queue> queue_;
  std::thread thread_;
};

/// Starts a thread that takes none of the agent's signals: their handlers belong to its own.
std::thread start_thread(const char* name, std::function<void()> body);

/// Runs a job and logs what it throws: an exception that left a thread would end the agent.
void run_safely(const std::function<void()>& job) noexcept;

}  // namespace quotadeck
