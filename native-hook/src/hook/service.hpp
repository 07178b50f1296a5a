// The hook without Mesos: what the adapter calls.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hook/answer.hpp"
#include "hook/deadlines.hpp"
#include "hook/keeper.hpp"
#include "hook/quota_index.hpp"
#include "hook/worker.hpp"

namespace quotadeck {

/// A Keeper on a thread of its own. All functions but start() return at once, whatever the disks
/// do: they may be called from the agent's actors.
class Service {
 public:
  using Reply = std::function<void(const Result&)>;

  /// So many launches may wait for an answer; more fail at once.
  static constexpr std::size_t kMaxLaunches = 512;

  /// Fails when the state directory cannot be used or another hook holds it.
  static Expected<std::unique_ptr<Service>> start(Options options, BuildFacts build);

  /// `reply` is called once: from a thread of the service's, at the latest after launch_timeout,
  /// or from this one.
  void launch(Launch launch, Reply reply);

  void executor_removed(const std::string& framework_id, const std::string& executor_id);

  /// The executor's quota as of the last report. Nothing unless status_labels is on.
  std::optional<QuotaIndex::Entry> quota_of(const std::string& framework_id,
                                            const std::string& executor_id) const;

 private:
  // What the worker's jobs use. They own it, as a stuck one outlives the service.
  struct Desk {
    explicit Desk(Keeper given) : keeper(std::move(given)) {}

    void report();
    void work_on(const Launch& launch, Answer& answer);
    // From the clock's thread and the agent's: of the keeper they see the options only.
    void give_up(const Launch& launch, Answer& answer) const;
    Result refusal(const Launch& launch, const std::string& reason) const;

    Keeper keeper;
    QuotaIndex index;
    std::vector<std::string> granted;  // for the log
    Deadline look_due;                 // when directories are looked into next
    std::atomic<std::size_t> waiting{0};
  };

  explicit Service(std::shared_ptr<Desk> desk);
  std::shared_ptr<Answer> make_answer(const std::shared_ptr<const Launch>& launch, Reply reply);

  std::shared_ptr<Desk> desk_;
  Deadlines deadlines_;
  Worker worker_;  // last: what it cannot finish at the end, the deadlines answer
};

}  // namespace quotadeck
