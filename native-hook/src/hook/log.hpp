// The hook's lines in the agent's log.
#pragma once

#include <string_view>

namespace quotadeck {

enum class Severity { info, warning, error };

/// Writes one line to stderr in the form that the agent's own lines have. Never throws; line
/// breaks and control characters in `text`, which may come from a task, become spaces.
void log(Severity severity, std::string_view text) noexcept;

}  // namespace quotadeck
