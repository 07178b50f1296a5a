// A thread of the hook's own, so that no actor of the agent ever waits for a disk.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace quotadeck {

/// Runs jobs one after another, and `idle` after each batch of jobs and at least every `interval`.
class Worker {
 public:
  using Job = std::function<void()>;

  Worker(std::chrono::milliseconds interval, Job idle);
  /// Runs the jobs still waiting, then ends the thread.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// From any thread; never waits for a job.
  void post(Job job);

 private:
  void run();
  std::deque<Job> wait_for_jobs();

  std::chrono::milliseconds interval_;
  Job idle_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace quotadeck
