// Answers those who have waited for too long.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace quotadeck {

/// Calls each action once, a fixed time after it was added, or when it is destroyed. Its thread
/// does nothing else, so no disk can keep it; the actions must not either.
class Deadlines {
 public:
  using Action = std::function<void()>;

  explicit Deadlines(std::chrono::milliseconds after);
  ~Deadlines();
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  void add(Action action);

 private:
  struct Waiting {
    std::chrono::steady_clock::time_point until;
    Action action;
  };

  void run();
  std::deque<Waiting> wait_for_due();

  std::chrono::milliseconds after_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;  // the same time for all, so the first is due first
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace quotadeck
