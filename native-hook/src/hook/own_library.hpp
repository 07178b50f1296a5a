// The shared library (or program) that this very code runs in.
#pragma once

#include <string>

namespace quotadeck {

struct OwnLibrary {
  std::string path;      // as mapped
  std::string build_id;  // the bytes of the linker's GNU build id; empty without one
};

OwnLibrary own_library();

}  // namespace quotadeck
