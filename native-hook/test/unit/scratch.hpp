// A directory for one test.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

namespace quotadeck {

/// Made fresh, and removed with all it holds when the test ends.
class Scratch : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "quotadeck-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory = pattern;
  }

  void TearDown() override { std::filesystem::remove_all(directory); }

  std::string directory;
};

}  // namespace quotadeck
