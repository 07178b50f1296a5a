#pragma once

#include <mesos/mesos.hpp>

namespace mesos {

/// A list of agent attributes.
class Attributes {
 public:
  using Fields = ::google::protobuf::RepeatedPtrField<Attribute>;

  Attributes() = default;
  Attributes(const Fields& attributes) : attributes_(attributes) {}

  Fields::const_iterator begin() const { return attributes_.begin(); }
  Fields::const_iterator end() const { return attributes_.end(); }
  operator Fields() const { return attributes_; }

 private:
  Fields attributes_;
};

}  // namespace mesos
