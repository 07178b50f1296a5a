// Projects whose record was lost, with what their directories tell of them.
#pragma once

#include <string>

#include "hook/status.hpp"

namespace quotadeck {

/// Whether a directory is one that the hook gives a project: a sandbox, or a volume, which has the
/// name of a Docker container of Mesos's.
bool looks_like_ours(const std::string& path);

/// The project of such a directory: its path, and the container, executor and framework as the
/// agent's layout of sandboxes tells them. It is active while there is a sandbox of its container:
/// that may run. `work` is the agent's work directory; empty when it is not known.
Project describe_lost(const std::string& path, const std::string& work);

}  // namespace quotadeck
