#include "hook/service.hpp"

#include "hook/atomic_file.hpp"

namespace quotadeck {
namespace {

Expected<std::optional<Grant>> launch_safely(Keeper& keeper, const Launch& launch) {
  try {
    return keeper.launch(launch);
  } catch (const std::exception& error) {
    return Problem{"Quotadeck cannot set the quota of " + launch.container_name + ": " +
                   error.what()};
  }
}

}  // namespace

Service::Service(Keeper keeper)
    : keeper_(std::move(keeper)),
      worker_(keeper_.options().status_interval, [this] { keeper_.report(); }) {}

Expected<std::unique_ptr<Service>> Service::start(Options options, BuildFacts build) {
  const std::string& file = options.status_file;
  if (auto made = make_directories(file.substr(0, file.rfind('/'))); !made) return made.problem();
  auto keeper = Keeper::open(std::move(options), std::move(build));
  if (!keeper) return keeper.problem();
  std::unique_ptr<Service> service(new Service(std::move(*keeper)));
  service->worker_.post([service = service.get()] { service->keeper_.recover(); });
  return service;
}

void Service::launch(Launch launch, Reply reply) {
  // A launch that nobody answers would hang its container, so every path leads to a reply.
  worker_.post([this, launch = std::move(launch), reply = std::move(reply)] {
    reply(launch_safely(keeper_, launch));
  });
}

void Service::executor_removed(std::string framework_id, std::string executor_id) {
  worker_.post(
      [this, framework_id = std::move(framework_id), executor_id = std::move(executor_id)] {
        keeper_.executor_removed(framework_id, executor_id);
      });
}

}  // namespace quotadeck
