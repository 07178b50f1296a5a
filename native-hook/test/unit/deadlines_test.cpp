#include "hook/deadlines.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>

#include "hook/answer.hpp"
#include "hook/worker.hpp"

namespace quotadeck {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

TEST(Deadlines, CallEachActionOnceInTime) {
  std::atomic<int> calls{0};
  std::promise<void> called;
  auto before = steady_clock::now();
  Deadlines deadlines(milliseconds(50));
  deadlines.add([] { throw std::runtime_error("an action of the test threw"); });
  deadlines.add([&] {
    if (++calls == 1) called.set_value();
  });
  ASSERT_EQ(called.get_future().wait_for(seconds(10)), std::future_status::ready);
  EXPECT_GE(steady_clock::now() - before, milliseconds(50));
  EXPECT_EQ(calls, 1);
}

TEST(Deadlines, CallWhatStillWaitsAtTheirEnd) {
  int calls = 0;
  auto before = steady_clock::now();
  {
    Deadlines deadlines(std::chrono::hours(1));
    for (int i = 0; i < 3; ++i) deadlines.add([&] { ++calls; });
  }
  EXPECT_EQ(calls, 3);
  EXPECT_LT(steady_clock::now() - before, seconds(10));
}

TEST(Answer, IsGivenOnce) {
  int replies = 0;
  Answer answer([&](const Result& result) { replies += result ? 100 : 1; });
  EXPECT_FALSE(answer.given());
  EXPECT_TRUE(answer.give(Problem{"late", ETIMEDOUT}));
  EXPECT_FALSE(answer.give(std::optional<Grant>{}));
  EXPECT_TRUE(answer.given());
  EXPECT_EQ(replies, 1);
}

TEST(StuckWorker, IsLeftBehindAndDropsItsJobs) {
  auto go = std::make_shared<std::promise<void>>();
  auto gate = std::make_shared<std::shared_future<void>>(go->get_future());
  auto entered = std::make_shared<std::promise<void>>();
  auto later = std::make_shared<std::atomic<int>>(0);
  std::weak_ptr<std::promise<void>> alive = entered;
  auto before = steady_clock::now();
  {
    Worker worker(std::chrono::hours(1), [later] { ++*later; });
    worker.post([gate, entered] {
      entered->set_value();
      gate->wait();
    });
    worker.post([later] { ++*later; });
    entered->get_future().wait();
  }
  EXPECT_GE(steady_clock::now() - before, Worker::kPatience);
  EXPECT_LT(steady_clock::now() - before, Worker::kPatience + seconds(5));
  entered.reset();
  go->set_value();
  for (int i = 0; i < 1000 && !alive.expired(); ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(alive.expired()) << "the thread did not end";
  EXPECT_EQ(*later, 0);
}

TEST(StuckWorker, TakesNoMoreThanItsBound) {
  std::promise<void> go;
  auto gate = go.get_future();
  Worker worker(std::chrono::hours(1), [] {});
  std::promise<void> entered;
  worker.post([&] {
    entered.set_value();
    gate.wait();
  });
  entered.get_future().wait();
  for (std::size_t i = 0; i < Worker::kMaxJobs; ++i) ASSERT_TRUE(worker.post([] {}));
  EXPECT_FALSE(worker.post([] {}));
  go.set_value();
}

}  // namespace
}  // namespace quotadeck
