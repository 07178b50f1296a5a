// Many containers launched at once, by many threads, on real XFS.
#include <set>
#include <thread>

#include "quota/project.hpp"
#include "service_fixture.hpp"

namespace quotadeck {
namespace {

constexpr std::size_t kContainers = 64;

class Burst : public ServiceTest {};

TEST_F(Burst, LaunchesSixtyFourContainersAtOnce) {
  start();
  std::vector<Launch> launches;
  for (std::size_t i = 0; i < kContainers; ++i)
    launches.push_back(task(std::to_string(i), std::to_string(i + 1) + "MiB"));
  std::vector<std::future<Result>> futures(kContainers);
  std::vector<std::thread> agents;
  for (std::size_t i = 0; i < kContainers; ++i)
    agents.emplace_back([&, i] { futures[i] = begin(launches[i]); });
  for (std::thread& agent : agents) agent.join();
  std::set<std::uint32_t> ids;
  for (std::size_t i = 0; i < kContainers; ++i) {
    Result result = answer(std::move(futures[i]));
    ASSERT_TRUE(result && *result) << i;
    const Grant& grant = **result;
    EXPECT_TRUE(ids.insert(grant.project_id).second) << grant.project_id << " given out twice";
    Fd fd = open_directory(launches[i].sandbox);
    EXPECT_EQ(read_label(fd.get())->id, grant.project_id);
    EXPECT_EQ(get_quota(target(), grant.project_id)->hard.bytes, (i + 1) * kMiB);
  }
  Status seen =
      wait_for_status([](const Status& status) { return status.projects.size() == kContainers; });
  EXPECT_EQ(seen.counters.launches, kContainers);
  for (const Project& project : seen.projects) EXPECT_EQ(project.state, ProjectState::active);
}

TEST_F(Burst, ReleasesAndFreesThemAll) {
  options.status_interval = std::chrono::milliseconds(100);
  options.project_range = {400000, 400999};  // where no other test leaves anything
  start();
  std::vector<std::future<Result>> futures;
  for (std::size_t i = 0; i < kContainers; ++i)
    futures.push_back(begin(task(std::to_string(i), "1MiB")));
  for (auto& future : futures) ASSERT_TRUE(answer(std::move(future)));
  for (std::size_t i = 0; i < kContainers; ++i) service->executor_removed("F", std::to_string(i));
  std::filesystem::remove_all(work);
  Status seen = wait_for_status([](const Status& status) {
    return status.projects.empty() && status.counters.released == kContainers;
  });
  EXPECT_EQ(seen.counters.released, kContainers);
  auto left = next_quota(target(), options.project_range.first);
  ASSERT_TRUE(left);
  if (*left && (*left)->id <= options.project_range.last)
    EXPECT_FALSE((*left)->in_use()) << (*left)->id;
}

}  // namespace
}  // namespace quotadeck
