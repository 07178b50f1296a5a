#pragma once

#include <cmath>
#include <mesos/mesos.hpp>
#include <stout/bytes.hpp>
#include <stout/option.hpp>

namespace mesos {

/// A list of resources; Mesos's own arithmetic on them is not declared here.
class Resources {
 public:
  using Fields = ::google::protobuf::RepeatedPtrField<Resource>;

  Resources() = default;
  Resources(const Fields& resources) : resources_(resources) {}

  bool empty() const { return resources_.empty(); }
  size_t size() const { return static_cast<size_t>(resources_.size()); }
  Fields::const_iterator begin() const { return resources_.begin(); }
  Fields::const_iterator end() const { return resources_.end(); }
  operator Fields() const { return resources_; }

  /// The sum of the scalar `disk` resources, which Mesos counts in MiB.
  Option<Bytes> disk() const {
    bool found = false;
    double megabytes = 0;
    for (const Resource& resource : resources_) {
      if (resource.name() != "disk" || resource.type() != Value::SCALAR) continue;
      found = true;
      megabytes += resource.scalar().value();
    }
    if (!found) return None();
    return Bytes(static_cast<uint64_t>(std::llround(megabytes * 1024 * 1024)));
  }

 private:
  Fields resources_;
};

}  // namespace mesos
