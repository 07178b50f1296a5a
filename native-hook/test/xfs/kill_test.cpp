// The hook killed at every step: as it enters its first system call, its second, and so on. What
// others can see of it changes in system calls alone, so no moment is left out.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <functional>

#include "keeper_fixture.hpp"

namespace quotadeck {
namespace {

namespace fs = std::filesystem;

// What a killed step returns is lost with it, so nobody looks at it.
class KilledAtEveryStep : public KeeperTest {
 protected:
  void SetUp() override {
    options.project_range = {500000, 509999};  // where no other test leaves anything
    KeeperTest::SetUp();
  }

  // More than any of the sequences here has.
  static constexpr int kMaxSteps = 10'000;

  // Lets a child do `before`, and kills it as it enters its `nth` system call in `body`. False when
  // it has come to its end before that.
  static bool killed_at(int nth, const std::function<void()>& before,
                        const std::function<void()>& body) {
    pid_t child = ::fork();
    if (child == 0) {
      // The log would drown the result.
      if (::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(1);
      before();
      ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
      ::raise(SIGSTOP);
      body();
      ::_exit(0);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSTOPPED(status));
    // Each call stops twice: as it is entered, and as it returns.
    for (int stops = 0; WIFSTOPPED(status); ++stops) {
      if (stops == 2 * nth - 1) ::kill(child, SIGKILL);
      ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
      ::waitpid(child, &status, 0);
    }
    return WIFSIGNALED(status);
  }

  // Calls `check` after the hook was killed at a step, for every step, or every `stride`th.
  void at_every_step(const std::function<void()>& prepare, const std::function<void()>& body,
                     const std::function<void()>& check, int stride = 1) {
    stop();
    int step = 1;
    int killed = 0;
    for (; step < kMaxSteps; step += stride) {
      SCOPED_TRACE("killed at system call " + std::to_string(step));
      bool cut_off = killed_at(step, prepare, body);
      check();
      if (HasFailure()) return;
      if (!cut_off) break;
      ++killed;
    }
    std::printf("killed at %d of its system calls, one in %d\n", killed, stride);
    EXPECT_GE(killed, 5);
    EXPECT_LT(step, kMaxSteps);
  }

  std::vector<QuotaUsage> in_kernel() const {
    std::vector<QuotaUsage> found;
    for (std::uint32_t id = options.project_range.first;;) {
      auto next = next_quota(target(), id);
      if (!next || !*next || (*next)->id > options.project_range.last) return found;
      if ((*next)->in_use()) found.push_back(**next);
      id = (*next)->id + 1;
    }
  }

  // Either the whole quota stands and is followed, or nothing of it is left.
  void expect_all_or_nothing(const std::string& path, const std::vector<std::string>& inside) {
    Status status = report();
    ASSERT_LE(status.projects.size(), 1u);
    std::uint32_t id = status.projects.empty() ? 0 : status.projects[0].id;
    auto kernel = in_kernel();
    EXPECT_EQ(kernel.size(), status.projects.size());
    if (id != 0) {
      EXPECT_EQ(status.projects[0].state, ProjectState::active);
      EXPECT_EQ(status.projects[0].limits.bytes, kMiB);
      ASSERT_EQ(kernel.size(), 1u);
      EXPECT_EQ(kernel[0].id, id);
      EXPECT_EQ(kernel[0].hard.bytes, kMiB);
    }
    if (fs::exists(path)) EXPECT_EQ(label_of(path), id);
    for (const std::string& child : inside) EXPECT_EQ(label_of(path + child), id) << child;
  }
};

TEST_F(KilledAtEveryStep, OfALaunch) {
  Launch launch = task("a", "1MiB");
  launch.variables["XFS_QUOTA_PATH"] = options.allowed_roots[0] + "/volumes";
  std::string volume = options.allowed_roots[0] + "/volumes/mesos-a";
  at_every_step([&] { start(); }, [&] { (void)keeper->launch(launch); },
                [&] {
                  start();
                  expect_all_or_nothing(volume, {});
                  EXPECT_TRUE(keeper->launch(launch)) << "launched again";
                  fs::remove_all(options.allowed_roots[0] + "/volumes");
                  EXPECT_TRUE(all_freed());
                  stop();
                });
}

TEST_F(KilledAtEveryStep, OfALaunchOnADirectoryThatHoldsFiles) {
  Launch launch = task("a", "1MiB");
  at_every_step(
      [&] {
        fs::create_directories(launch.sandbox + "/deep");
        write_zeros(launch.sandbox + "/deep/file", 4096);
        start();
      },
      [&] { (void)keeper->launch(launch); },
      [&] {
        start();
        expect_all_or_nothing(launch.sandbox, {"/deep"});
        keeper->executor_removed("F", "a");
        fs::remove_all(launch.sandbox);
        EXPECT_TRUE(all_freed());
        stop();
        fs::create_directories(launch.sandbox);
      });
}

// Too deep to be labelled: the limit is set, part of the tree labelled, and all is undone, which
// takes some thousand calls that are mostly alike.
TEST_F(KilledAtEveryStep, OfALaunchThatIsUndone) {
  Launch launch = task("a", "1MiB");
  std::string deep = launch.sandbox;
  for (int i = 0; i < 201; ++i) deep += "/d";
  at_every_step(
      [&] {
        fs::create_directories(deep);
        start();
      },
      [&] { (void)keeper->launch(launch); },
      [&] {
        start();
        Status status = report();
        ASSERT_LE(status.projects.size(), 1u);
        for (const QuotaUsage& usage : in_kernel())
          EXPECT_EQ(usage.id, status.projects.empty() ? 0 : status.projects[0].id);
        fs::remove_all(launch.sandbox);
        EXPECT_TRUE(all_freed());
        EXPECT_TRUE(in_kernel().empty());
        stop();
      },
      997);
}

TEST_F(KilledAtEveryStep, OfFreeingAProject) {
  Launch launch = task("a", "1MiB");
  at_every_step(
      [&] {
        fs::create_directories(launch.sandbox);
        start();
        (void)keeper->launch(launch);
        keeper->report();
        fs::remove_all(launch.sandbox);
      },
      [&] {
        keeper->executor_removed("F", "a");
        keeper->report();
      },
      [&] {
        start();
        EXPECT_TRUE(all_freed());
        EXPECT_TRUE(in_kernel().empty());
        stop();
      });
}

TEST_F(KilledAtEveryStep, OfARecovery) {
  Launch launch = task("a", "1MiB");
  at_every_step(
      [&] {
        fs::create_directories(launch.sandbox + "/deep");
        start();
        (void)keeper->launch(launch);
        // The registry holds the reservation alone, as nothing was reported.
        stop();
        Fd deep = open_directory(launch.sandbox + "/deep");
        (void)write_label(deep.get(), {0, false});
      },
      [&] { start(); },
      [&] {
        start();
        expect_all_or_nothing(launch.sandbox, {"/deep"});
        EXPECT_EQ(report().projects.size(), 1u);
        fs::remove_all(launch.sandbox);
        EXPECT_TRUE(all_freed());
        stop();
      });
}

}  // namespace
}  // namespace quotadeck
