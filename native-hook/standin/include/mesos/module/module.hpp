#pragma once

#include <google/protobuf/standin_fields.h>

#include <mesos/mesos.hpp>
#include <string>

namespace mesos {

class Modules_Library_Module {
 public:
  STANDIN_MESSAGE(Modules_Library_Module)
  STANDIN_STRING(name)
  STANDIN_REPEATED(Parameter, parameters)
};

class Modules_Library {
 public:
  using Module = Modules_Library_Module;
  STANDIN_MESSAGE(Modules_Library)
  STANDIN_STRING(file)
  STANDIN_STRING(name)
  STANDIN_REPEATED(Modules_Library_Module, modules)
};

/// A modules manifest.
class Modules {
 public:
  using Library = Modules_Library;
  STANDIN_MESSAGE(Modules)
  STANDIN_REPEATED(Modules_Library, libraries)
};

}  // namespace mesos
