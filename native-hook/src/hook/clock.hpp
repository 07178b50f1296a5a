// The agent's wall clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace quotadeck {

/// Milliseconds since the Unix epoch.
inline std::uint64_t now_ms() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

}  // namespace quotadeck
