// Prints what it measured as JSON, on its last line.
#include <cstdio>
#include <cstdlib>

#include "bench/bench.hpp"

int main() {
  using namespace quotadeck::bench;
  constexpr std::uint32_t kProjects = 10'000;
  const char* mount = std::getenv("QUOTADECK_TEST_XFS");
  must(mount != nullptr, "run by run-in-uml.sh only");
  LaunchTimes launch = measure_launches(mount);
  StatusTimes status = measure_status(mount, kProjects);
  std::printf("measuring nothing: %.1f us, in each of the times of a launch\n", launch.nothing);
  std::printf("one durable write of the registry: %.0f us\n", launch.registry_write);
  std::printf(
      "{\"launch\":{\"floor_us\":%.1f,\"hook_us\":%.1f,\"xfs_quota_us\":%.1f},"
      "\"decorator_return_us\":%.1f,"
      "\"status\":{\"projects\":%u,\"floor_ms\":%.2f,\"hook_ms\":%.2f,"
      "\"bytes_per_project\":%.1f}}\n",
      launch.floor, launch.hook, launch.xfs_quota, launch.returned, kProjects, status.floor,
      status.hook, status.bytes_per_project);
}
