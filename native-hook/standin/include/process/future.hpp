#pragma once

#include <cassert>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stout/duration.hpp>
#include <stout/error.hpp>
#include <stout/none.hpp>
#include <stout/option.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace process {

template <typename T>
class Promise;

/// Converts to a failed Future of any type.
struct Failure {
  explicit Failure(std::string text) : message(std::move(text)) {}
  explicit Failure(const Error& error) : message(error.message) {}
  const std::string message;
};

/// A Failure that appends the text of errno.
struct ErrnoFailure : Failure {
  ErrnoFailure() : Failure(ErrnoError()) {}
  explicit ErrnoFailure(const std::string& text) : Failure(ErrnoError(text)) {}
};

/// A result that another thread may still be computing. Copies share one state; all functions may
/// be called from any thread. Callbacks run on the thread that settles the future, or at once when
/// it is settled already.
template <typename T>
class Future {
 public:
  static Future failed(const std::string& message) { return Future(Failure(message)); }

  Future() : state_(std::make_shared<State>()) {}
  Future(const T& value) : Future() { settle(READY, Option<T>(value), ""); }
  Future(T&& value) : Future() { settle(READY, Option<T>(std::move(value)), ""); }
  Future(const Failure& failure) : Future() { settle(FAILED, None(), failure.message); }

  template <typename U, typename = std::enable_if_t<std::is_constructible_v<T, const U&>>>
  Future(const U& value) : Future() {
    settle(READY, Option<T>(T(value)), "");
  }

  bool isPending() const { return phase() == PENDING; }
  bool isReady() const { return phase() == READY; }
  bool isFailed() const { return phase() == FAILED; }
  bool isDiscarded() const { return phase() == DISCARDED; }

  bool operator==(const Future& that) const { return state_ == that.state_; }
  bool operator!=(const Future& that) const { return state_ != that.state_; }

  /// Waits until settled; false when a non-negative duration passes first.
  bool await(const Duration& duration = Seconds(-1)) const {
    std::unique_lock<std::mutex> lock(state_->mutex);
    const auto settled = [this] { return state_->phase != PENDING; };
    if (duration < Duration()) {
      state_->changed.wait(lock, settled);
      return true;
    }
    return state_->changed.wait_for(lock, std::chrono::nanoseconds(duration.ns()), settled);
  }

  /// The value, waiting for it if need be. The future must not fail.
  const T& get() const {
    await();
    assert(isReady());
    return state_->value.get();
  }
  const T* operator->() const { return &get(); }

  /// Why it failed. Only valid when isFailed().
  const std::string& failure() const {
    assert(isFailed());
    return state_->message;
  }

  template <typename F>
  const Future& onAny(F&& f) const {
    if constexpr (std::is_invocable_v<F, const Future&>) {
      return subscribe(std::forward<F>(f));
    } else {
      return subscribe([f = std::forward<F>(f)](const Future&) mutable { f(); });
    }
  }

  template <typename F>
  const Future& onReady(F&& f) const {
    return subscribe([f = std::forward<F>(f)](const Future& self) mutable {
      if (!self.isReady()) return;
      if constexpr (std::is_invocable_v<F, const T&>) {
        f(self.get());
      } else {
        f();
      }
    });
  }

  template <typename F>
  const Future& onFailed(F&& f) const {
    return subscribe([f = std::forward<F>(f)](const Future& self) mutable {
      if (!self.isFailed()) return;
      if constexpr (std::is_invocable_v<F, const std::string&>) {
        f(self.failure());
      } else {
        f();
      }
    });
  }

  template <typename F>
  const Future& onDiscarded(F&& f) const {
    return subscribe([f = std::forward<F>(f)](const Future& self) mutable {
      if (self.isDiscarded()) f();
    });
  }

 private:
  friend class Promise<T>;

  enum Phase { PENDING, READY, FAILED, DISCARDED };

  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    Phase phase = PENDING;
    Option<T> value;
    std::string message;
    std::vector<std::function<void(const Future&)>> callbacks;
  };

  Phase phase() const {
    std::lock_guard<std::mutex> lock(state_->mutex);
    return state_->phase;
  }

  bool settle(Phase phase, Option<T> value, const std::string& message) const {
    std::vector<std::function<void(const Future&)>> callbacks;
    {
      std::lock_guard<std::mutex> lock(state_->mutex);
      if (state_->phase != PENDING) return false;
      state_->phase = phase;
      state_->value = std::move(value);
      state_->message = message;
      callbacks.swap(state_->callbacks);
    }
    state_->changed.notify_all();
    for (auto& callback : callbacks) callback(*this);
    return true;
  }

  template <typename F>
  const Future& subscribe(F&& f) const {
    {
      std::lock_guard<std::mutex> lock(state_->mutex);
      if (state_->phase == PENDING) {
        state_->callbacks.emplace_back(std::forward<F>(f));
        return *this;
      }
    }
    f(*this);
    return *this;
  }

  std::shared_ptr<State> state_;
};

/// The writing end of a Future. The first of set, fail and discard wins and returns true.
template <typename T>
class Promise {
 public:
  Promise() = default;
  Promise(Promise&&) noexcept = default;
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;

  bool set(const T& value) { return future_.settle(Future<T>::READY, Option<T>(value), ""); }
  bool set(T&& value) { return future_.settle(Future<T>::READY, Option<T>(std::move(value)), ""); }
  bool fail(const std::string& message) {
    return future_.settle(Future<T>::FAILED, None(), message);
  }
  bool discard() { return future_.settle(Future<T>::DISCARDED, None(), ""); }

  /// Settles as `that` does, now or later.
  bool associate(const Future<T>& that) {
    that.onAny([future = future_](const Future<T>& source) {
      if (source.isReady()) future.settle(Future<T>::READY, Option<T>(source.get()), "");
      if (source.isFailed()) future.settle(Future<T>::FAILED, None(), source.failure());
      if (source.isDiscarded()) future.settle(Future<T>::DISCARDED, None(), "");
    });
    return true;
  }

  Future<T> future() const { return future_; }

 private:
  Future<T> future_;
};

}  // namespace process
