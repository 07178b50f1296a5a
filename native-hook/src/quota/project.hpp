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

/// The label with the attributes that are set together with it.
struct Attributes {
  ProjectLabel label;
  std::uint32_t flags = 0;
  std::uint32_t extent_size = 0;
  std::uint32_t copy_on_write_extent_size = 0;
};

Expected<Attributes> read_attributes(int fd);

/// Sets the label of a file whose attributes are known, which saves asking for them.
Expected<Done> write_label(int fd, const ProjectLabel& label, const Attributes& known);

/// Reads the label of an open file or directory.
Expected<ProjectLabel> read_label(int fd);

/// Sets the label of an open file or directory and leaves its other attributes alone.
Expected<Done> write_label(int fd, const ProjectLabel& label);

}  // namespace quotadeck
