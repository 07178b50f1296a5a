// Which XFS project a file or directory belongs to.
#pragma once

#include <cstdint>

#include "quota/expected.hpp"

namespace quotadeck {

/// Project 0 means: in no project.
struct ProjectLabel {
  std::uint32_t id = 0;
  bool inherit = false;  // what is made beneath this directory joins the project
};

/// Reads the label of an open file or directory.
Expected<ProjectLabel> read_label(int fd);

/// Sets the label of an open file or directory and leaves its other attributes alone.
Expected<Done> write_label(int fd, const ProjectLabel& label);

}  // namespace quotadeck
