// The answer to a launch.
#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "hook/keeper.hpp"
#include "quota/expected.hpp"

namespace quotadeck {

/// What a launch comes to: a quota, none because none is wanted, or why it must fail.
using Result = Expected<std::optional<Grant>>;

/// Given once: by the worker, or by the clock when the worker is stuck. From any thread.
class Answer {
 public:
  explicit Answer(std::function<void(const Result&)> reply) : reply_(std::move(reply)) {}

  /// False, and nothing is done, when it has been given before.
  bool give(const Result& result) {
    if (given_.exchange(true)) return false;
    reply_(result);
    return true;
  }

  bool given() const { return given_; }

 private:
  std::function<void(const Result&)> reply_;
  std::atomic<bool> given_{false};
};

}  // namespace quotadeck
