// A Service, threads and all, on real XFS.
#pragma once

#include <chrono>
#include <future>
#include <memory>

#include "hook/service.hpp"
#include "xfs_fixture.hpp"

namespace quotadeck {

class ServiceTest : public XfsTest {
 protected:
  void TearDown() override {
    service.reset();
    XfsTest::TearDown();
  }

  void start() {
    // A thread that an earlier service left behind holds the lock until it has ended.
    for (int i = 0; i < 100; ++i) {
      auto started = Service::start(options, {"0.1.0", "id", "1.12.0", "/lib/hook.so", "module"});
      if (started) {
        service = std::move(*started);
        return;
      }
      ::usleep(50'000);
    }
    FAIL() << "the state directory stayed locked";
  }

  Launch task(const std::string& name, const std::string& limit) {
    Launch launch;
    launch.container_name = "mesos-" + name;
    launch.task_id = launch.executor_id = name;
    launch.framework_id = "F";
    launch.sandbox = work + "/slaves/S/frameworks/F/executors/" + name + "/runs/" + name;
    if (!limit.empty()) launch.variables["XFS_QUOTA_HARD_LIMIT"] = limit;
    std::filesystem::create_directories(launch.sandbox);
    return launch;
  }

  std::future<Result> begin(const Launch& launch) {
    auto promise = std::make_shared<std::promise<Result>>();
    // Where this waited for a frozen disk, which is thawed after it, the test would never end.
    service->launch(launch, [promise](const Result& result) { promise->set_value(result); });
    return promise->get_future();
  }

  /// The answer, within `time`; a Problem of its own when there is none.
  static Result answer(std::future<Result> future,
                       std::chrono::seconds time = std::chrono::seconds(20)) {
    if (future.wait_for(time) != std::future_status::ready) return Problem{"no answer at all"};
    return future.get();
  }

  Status status() const {
    auto bytes = read_file(options.status_file);
    auto decoded = bytes ? decode_status(*bytes) : bytes.problem();
    return decoded ? *decoded : Status{};
  }

  /// Waits until the status file is as wanted; answers the last one seen.
  template <typename Wanted>
  Status wait_for_status(Wanted wanted) const {
    Status seen;
    for (int i = 0; i < 200; ++i) {
      seen = status();
      if (wanted(seen)) return seen;
      ::usleep(50'000);
    }
    ADD_FAILURE() << "the status file did not become as wanted";
    return seen;
  }

  std::unique_ptr<Service> service;
};

}  // namespace quotadeck
