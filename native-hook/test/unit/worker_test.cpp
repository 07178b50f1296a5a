#include "hook/worker.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <utility>

namespace quotadeck {
namespace {

using std::chrono::milliseconds;

TEST(Worker, RunsJobsInOrderAndThenIdle) {
  std::string trace;
  {
    Worker worker(std::chrono::hours(1), [&] { trace += '.'; });
    worker.post([&] { trace += 'a'; });
    worker.post([&] { trace += 'b'; });
  }
  trace.erase(std::remove(trace.begin(), trace.end(), '.'), trace.end());
  EXPECT_EQ(trace, "ab");
}

// What the agent's thread waits for is its own return: one that is woken as usual would run first
// where no processor is free.
TEST(Worker, DoesNotTakeTheProcessorFromTheOneThatPosts) {
  std::promise<int> policy;
  Worker worker(std::chrono::hours(1), [] {});
  worker.post([&] { policy.set_value(::sched_getscheduler(0)); });
  EXPECT_EQ(policy.get_future().get(), SCHED_BATCH);
  EXPECT_NE(::sched_getscheduler(0), SCHED_BATCH);
}

TEST(Worker, IsNotIdleAfterEachJobOfABurst) {
  std::atomic<int> idle{0};
  Worker worker(std::chrono::hours(1), [&] { ++idle; });
  // Each job is posted when the one before is done, as by an agent that waits for answers.
  for (int i = 0; i < 100; ++i) {
    std::promise<void> done;
    worker.post([&] { done.set_value(); });
    done.get_future().wait();
  }
  EXPECT_LT(idle, 50);
}

TEST(Worker, IsIdleSoonAfterAJob) {
  std::promise<void> idle;
  Worker worker(std::chrono::hours(1), [&, told = false]() mutable {
    if (!std::exchange(told, true)) idle.set_value();
  });
  worker.post([] {});
  EXPECT_EQ(idle.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(Worker, CallsIdleWithoutJobs) {
  std::atomic<int> count{0};
  std::promise<void> thrice;
  Worker worker(milliseconds(5), [&] {
    if (++count == 3) thrice.set_value();
  });
  EXPECT_EQ(thrice.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(Worker, SurvivesAJobThatThrows) {
  std::promise<void> after;
  Worker worker(std::chrono::hours(1), [] {});
  worker.post([] { throw std::runtime_error("a job of the test threw"); });
  worker.post([&] { after.set_value(); });
  EXPECT_EQ(after.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(Worker, DoesNotKeepThePosterWaiting) {
  std::promise<void> go;
  auto gate = go.get_future();
  Worker worker(std::chrono::hours(1), [] {});
  worker.post([&] { gate.wait(); });
  auto before = std::chrono::steady_clock::now();
  worker.post([] {});
  EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(500));
  go.set_value();
}

}  // namespace
}  // namespace quotadeck
