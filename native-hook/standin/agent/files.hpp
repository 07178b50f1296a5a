#pragma once

#include <sys/types.h>

#include <string>

#include <stout/nothing.hpp>
#include <stout/try.hpp>

namespace standin {

/// The whole content of a file; the error is the bare text of errno.
Try<std::string> read_file(const std::string& path);

/// Replaces a file atomically, so that a crash leaves the old content or the new.
Try<Nothing> write_file(const std::string& path, const std::string& content);

/// `mkdir -p`; directories that are made get `mode`.
Try<Nothing> make_directories(const std::string& path, mode_t mode = 0755);

/// A random version 4 UUID.
std::string random_uuid();

}  // namespace standin
