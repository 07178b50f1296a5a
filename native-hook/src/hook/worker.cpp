#include "hook/worker.hpp"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>

#include "hook/log.hpp"

namespace quotadeck {

void run_safely(const std::function<void()>& job) noexcept {
  try {
    job();
  } catch (const std::exception& error) {
    log(Severity::error, error.what());
  } catch (...) {
    log(Severity::error, "an unknown exception in the hook's thread");
  }
}

// A thread of this kind, when it is woken, takes the processor from nobody: the agent's actor that
// has just handed it work goes on first, also where no other processor is free.
void let_others_go_first() {
  sched_param parameters{};
  pthread_setschedparam(pthread_self(), SCHED_BATCH, &parameters);
}

std::thread start_thread(const char* name, std::function<void()> body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread([body = std::move(body)] {
    let_others_go_first();
    body();
  });
  pthread_setname_np(thread.native_handle(), name);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

using Clock = std::chrono::steady_clock;

// The mutex is never held while a job runs.
struct Worker::Queue {
  std::chrono::milliseconds interval;
  Job idle;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> jobs;
  bool stopping = false;   // finish what waits
  bool abandoned = false;  // nobody waits for it any more
  bool ended = false;

  std::deque<Job> wait_for_jobs(Clock::time_point until) {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait_until(lock, until, [this] { return stopping || !jobs.empty(); });
    std::deque<Job> batch;
    batch.swap(jobs);
    return batch;
  }

  bool is_abandoned() {
    std::lock_guard<std::mutex> lock(mutex);
    return abandoned;
  }

  bool is_stopping() {
    std::lock_guard<std::mutex> lock(mutex);
    return stopping;
  }

  bool finished() {
    std::lock_guard<std::mutex> lock(mutex);
    ended = abandoned || (stopping && jobs.empty());
    if (ended) changed.notify_all();
    return ended;
  }
};

Worker::Worker(std::chrono::milliseconds interval, Job idle) : queue_(std::make_shared<Queue>()) {
  queue_->interval = interval;
  queue_->idle = std::move(idle);
  thread_ = start_thread("quotadeck", [queue = queue_] { run(*queue); });
}

Worker::~Worker() {
  {
    std::unique_lock<std::mutex> lock(queue_->mutex);
    queue_->stopping = true;
    queue_->changed.notify_all();
    queue_->abandoned =
        !queue_->changed.wait_for(lock, kPatience, [this] { return queue_->ended; });
    if (queue_->abandoned) {
      log(Severity::error, "the hook's thread is stuck in a file system and is left behind");
      thread_.detach();
      return;
    }
  }
  thread_.join();
}

bool Worker::post(Job job) {
  {
    std::lock_guard<std::mutex> lock(queue_->mutex);
    if (queue_->jobs.size() >= kMaxJobs) return false;
    queue_->jobs.push_back(std::move(job));
  }
  queue_->changed.notify_all();
  return true;
}

void Worker::run(Queue& queue) {
  auto due = Clock::now() + queue.interval;
  for (;;) {
    std::deque<Job> batch = queue.wait_for_jobs(due);
    for (const Job& job : batch)
      if (!queue.is_abandoned()) run_safely(job);
    if (!batch.empty()) due = std::min(due, Clock::now() + kSoon);
    if (Clock::now() < due && !queue.is_stopping()) continue;
    if (!queue.is_abandoned()) run_safely(queue.idle);
    if (queue.finished()) return;
    due = Clock::now() + queue.interval;
  }
}

}  // namespace quotadeck
