#pragma once

#include <string>

#include <mesos/module/module.hpp>

#include <stout/try.hpp>

#include "json.hpp"

namespace standin {

/// Parses the value of a flag that takes a JSON object. Text that starts with `/` is taken for the
/// path of the file to read.
Try<json::Object> read_json_object(const std::string& text);

/// Parses the text of a modules manifest with Mesos's rules and error texts.
Try<mesos::Modules> parse_manifest(const std::string& text);

/// The manifest in protobuf's text format, as an agent shows it under `/flags`.
std::string manifest_text(const mesos::Modules& modules);

}  // namespace standin
