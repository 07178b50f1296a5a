// A Keeper on real XFS.
#pragma once

#include "quota/project.hpp"
#include "xfs_fixture.hpp"

namespace quotadeck {

class KeeperTest : public XfsTest {
 protected:
  void SetUp() override {
    XfsTest::SetUp();
    start();
  }

  void TearDown() override {
    stop();
    XfsTest::TearDown();
  }

  /// As when the agent starts; answers nothing, as a test without a keeper cannot go on.
  void start() {
    auto opened = Keeper::open(options, {"0.1.0", "id", "1.12.0", "/lib/hook.so", "module"});
    ASSERT_TRUE(opened) << opened.problem().message;
    keeper.emplace(std::move(*opened));
    keeper->recover();
  }

  void stop() { keeper.reset(); }

  /// A launch in a sandbox of its own, which is made.
  Launch task(const std::string& name, const std::string& limit) {
    Launch launch;
    launch.container_name = "mesos-" + name;
    launch.task_id = launch.executor_id = name;
    launch.framework_id = "F";
    launch.sandbox = work + "/slaves/S/frameworks/F/executors/" + name + "/runs/" + name;
    launch.variables["XFS_QUOTA_HARD_LIMIT"] = limit;
    std::filesystem::create_directories(launch.sandbox);
    return launch;
  }

  Grant must_launch(const Launch& launch) {
    auto granted = keeper->launch(launch);
    EXPECT_TRUE(granted) << granted.problem().message;
    EXPECT_TRUE(granted && *granted);
    return granted && *granted ? **granted : Grant{};
  }

  std::string must_fail(const Launch& launch) {
    auto granted = keeper->launch(launch);
    EXPECT_FALSE(granted);
    return granted ? "" : granted.problem().message;
  }

  /// The status file after a report.
  Status report() {
    keeper->report();
    auto bytes = read_file(options.status_file);
    EXPECT_TRUE(bytes);
    auto status = decode_status(bytes ? *bytes : "");
    EXPECT_TRUE(status);
    return status ? *status : Status{};
  }

  /// Reports until no project is left, as XFS frees removed files some time later.
  bool all_freed() {
    for (int i = 0; i < 100; ++i) {
      if (report().projects.empty()) return true;
      ::usleep(50'000);
    }
    return false;
  }

  std::uint32_t label_of(const std::string& path) {
    Fd fd = open_directory(path);
    auto label = read_label(fd.get());
    return label ? label->id : ~0u;
  }

  std::optional<Keeper> keeper;
};

}  // namespace quotadeck
