// A file system that does not answer: frozen, as for a snapshot that never ends.
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <algorithm>

#include "quota/project.hpp"
#include "service_fixture.hpp"

namespace quotadeck {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

class Frozen {
 public:
  explicit Frozen(const std::string& mount_point)
      : fd_(::open(mount_point.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    frozen_ = ::ioctl(fd_.get(), FIFREEZE, 0) == 0;
  }
  ~Frozen() { thaw(); }

  bool frozen() const { return frozen_; }

  void thaw() {
    if (frozen_) ::ioctl(fd_.get(), FITHAW, 0);
    frozen_ = false;
  }

 private:
  Fd fd_;
  bool frozen_ = false;
};

class StuckFileSystem : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    options.launch_timeout = milliseconds(500);
    options.status_interval = milliseconds(100);
    ASSERT_TRUE(disk.mounted());
    good_work = work;
    work = disk.path + "/work";
    start();
  }

  void TearDown() override {
    ServiceTest::TearDown();
    std::filesystem::remove_all(disk.path + "/work");
    // The thread left behind keeps the disk busy for a moment.
    for (int i = 0; i < 100 && ::umount(disk.path.c_str()) != 0; ++i) ::usleep(50'000);
  }

  OtherDisk disk{"prjquota"};
  std::string good_work;
};

TEST_F(StuckFileSystem, FailsTheLaunchInTimeAndTheAgentGoesOn) {
  Launch stuck = task("a", "1MiB");
  Launch free = task("b", "");
  Frozen frozen(disk.path);
  ASSERT_TRUE(frozen.frozen());
  auto before = steady_clock::now();
  Result result = answer(begin(stuck));
  auto took = steady_clock::now() - before;
  ASSERT_FALSE(result);
  EXPECT_NE(result.problem().message.find("mesos-a: no answer within 500ms (launch_timeout)"),
            std::string::npos)
      << result.problem().message;
  EXPECT_GE(took, milliseconds(500));
  EXPECT_LT(took, seconds(15));
  // What wants no quota is not held up, nor is the end of an executor.
  EXPECT_TRUE(answer(begin(free), seconds(15)));
  service->executor_removed("F", "b");
}

TEST_F(StuckFileSystem, LeavesNothingActiveOnceItAnswersAgain) {
  Launch stuck = task("a", "1MiB");
  Launch behind = task("b", "1MiB");
  Launch after = task("c", "1MiB");
  {
    Frozen frozen(disk.path);
    ASSERT_TRUE(frozen.frozen());
    auto first = begin(stuck);
    auto second = begin(behind);
    EXPECT_FALSE(answer(std::move(first)));
    EXPECT_FALSE(answer(std::move(second)));
  }
  Result result = answer(begin(after));
  EXPECT_TRUE(result) << result.problem().message;
  Status seen = wait_for_status([](const Status& status) { return status.projects.size() == 2; });
  ASSERT_EQ(seen.projects.size(), 2u);
  EXPECT_EQ(seen.projects[0].container_name, "mesos-a");
  EXPECT_EQ(seen.projects[0].state, ProjectState::released);
  EXPECT_NE(seen.projects[0].last_error.find("timed out"), std::string::npos);
  EXPECT_EQ(seen.projects[1].container_name, "mesos-c");
  EXPECT_EQ(seen.projects[1].state, ProjectState::active);
  EXPECT_EQ(seen.counters.launch_failures, 2u);
  Fd fd = open_directory(behind.sandbox);
  EXPECT_EQ(read_label(fd.get())->id, 0u);
}

TEST_F(StuckFileSystem, StartsTheTaskWithoutAQuotaWhereErrorsAreWarnings) {
  service.reset();
  options.fail_launch = false;
  start();
  Launch stuck = task("a", "1MiB");
  {
    Frozen frozen(disk.path);
    ASSERT_TRUE(frozen.frozen());
    Result result = answer(begin(stuck));
    ASSERT_TRUE(result) << result.problem().message;
    EXPECT_FALSE(result->has_value());
  }
  // Its quota comes late, and is kept.
  Status seen = wait_for_status([](const Status& status) { return !status.projects.empty(); });
  EXPECT_EQ(seen.projects.at(0).state, ProjectState::active);
}

TEST_F(StuckFileSystem, RefusesMoreLaunchesThanMayWait) {
  service.reset();
  options.launch_timeout = std::chrono::minutes(5);
  start();
  Launch stuck = task("a", "1MiB");
  Frozen frozen(disk.path);
  ASSERT_TRUE(frozen.frozen());
  std::vector<std::future<Result>> waiting;
  for (std::size_t i = 0; i < Service::kMaxLaunches; ++i) waiting.push_back(begin(stuck));
  Result refused = answer(begin(stuck), seconds(10));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.problem().message.find("512 launches are waiting already"), std::string::npos)
      << refused.problem().message;
  frozen.thaw();
  for (auto& future : waiting) EXPECT_TRUE(answer(std::move(future)));
}

TEST_F(StuckFileSystem, DoesNotHoldUpTheEndOfTheHook) {
  Launch stuck = task("a", "1MiB");
  options.launch_timeout = std::chrono::minutes(5);
  service.reset();
  start();
  Frozen frozen(disk.path);
  ASSERT_TRUE(frozen.frozen());
  auto future = begin(stuck);
  auto before = steady_clock::now();
  service.reset();
  EXPECT_LT(steady_clock::now() - before, Worker::kPatience + seconds(30));
  EXPECT_FALSE(answer(std::move(future), seconds(10))) << "nobody waits for an answer in vain";
}

}  // namespace
}  // namespace quotadeck
