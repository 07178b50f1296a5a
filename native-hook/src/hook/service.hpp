// The hook without Mesos: what the adapter calls.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hook/keeper.hpp"
#include "hook/worker.hpp"

namespace quotadeck {

/// A Keeper on a thread of its own. All functions return at once.
class Service {
 public:
  using Reply = std::function<void(const Expected<std::optional<Grant>>&)>;

  /// Fails when the state directory cannot be used or another hook holds it.
  static Expected<std::unique_ptr<Service>> start(Options options, BuildFacts build);

  /// `reply` is called once, from the service's thread.
  void launch(Launch launch, Reply reply);

  void executor_removed(std::string framework_id, std::string executor_id);

 private:
  explicit Service(Keeper keeper);

  Keeper keeper_;
  Worker worker_;  // last: its thread uses the keeper
};

}  // namespace quotadeck
