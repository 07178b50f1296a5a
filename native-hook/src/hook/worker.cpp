#include "hook/worker.hpp"

#include <pthread.h>
#include <signal.h>

#include <exception>
#include <string>

#include "hook/log.hpp"

namespace quotadeck {
namespace {

// An exception that left the thread would end the agent.
void run_safely(const Worker::Job& job) noexcept {
  try {
    job();
  } catch (const std::exception& error) {
    log(Severity::error, error.what());
  } catch (...) {
    log(Severity::error, "an unknown exception in the hook's thread");
  }
}

// The agent's signal handlers must go on running in its own threads.
std::thread start_without_signals(std::function<void()> body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  pthread_setname_np(thread.native_handle(), "quotadeck");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

Worker::Worker(std::chrono::milliseconds interval, Job idle)
    : interval_(interval), idle_(std::move(idle)) {
  thread_ = start_without_signals([this] { run(); });
}

Worker::~Worker() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Worker::post(Job job) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
}

std::deque<Worker::Job> Worker::wait_for_jobs() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, interval_, [this] { return stopping_ || !jobs_.empty(); });
  std::deque<Job> batch;
  batch.swap(jobs_);
  return batch;
}

void Worker::run() {
  for (bool more = true; more;) {
    std::deque<Job> batch = wait_for_jobs();
    for (const Job& job : batch) run_safely(job);
    run_safely(idle_);
    std::lock_guard<std::mutex> lock(mutex_);
    more = !stopping_ || !jobs_.empty();
  }
}

}  // namespace quotadeck
