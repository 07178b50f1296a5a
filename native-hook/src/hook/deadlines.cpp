#include "hook/deadlines.hpp"

#include "hook/worker.hpp"

namespace quotadeck {

using Clock = std::chrono::steady_clock;

Deadlines::Deadlines(std::chrono::milliseconds after) : after_(after) {
  thread_ = start_thread("quotadeck-clock", [this] { run(); });
}

Deadlines::~Deadlines() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Deadlines::add(Action action) {
  bool first = false;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    first = waiting_.empty();
    waiting_.push_back({Clock::now() + after_, std::move(action)});
  }
  // Else the thread sleeps until one that is due before this.
  if (first) changed_.notify_one();
}

std::deque<Deadlines::Waiting> Deadlines::wait_for_due() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  if (!stopping_) changed_.wait_until(lock, waiting_.front().until, [this] { return stopping_; });
  std::deque<Waiting> due;
  Clock::time_point now = Clock::now();
  while (!waiting_.empty() && (stopping_ || waiting_.front().until <= now)) {
    due.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return due;
}

void Deadlines::run() {
  for (bool more = true; more;) {
    for (const Waiting& entry : wait_for_due()) run_safely(entry.action);
    std::lock_guard<std::mutex> lock(mutex_);
    more = !stopping_ || !waiting_.empty();
  }
}

}  // namespace quotadeck
