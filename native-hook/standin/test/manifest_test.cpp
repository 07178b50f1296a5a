#include "manifest.hpp"

#include <gtest/gtest.h>

#include "agent_process.hpp"

// What the code of Mesos itself made of some hundred manifests. One character of a recorded text is
// one byte.

namespace standin::test {
namespace {

std::string bytes_of(const json::Value& recorded) {
  const std::string& utf8 = *recorded.as<std::string>();
  std::string out;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    out += byte < 0x80 ? utf8[i] : static_cast<char>(((byte & 0x03) << 6) | (utf8[++i] & 0x3f));
  }
  return out;
}

std::string verdict(const std::string& manifest) {
  Try<mesos::Modules> modules = parse_manifest(manifest);
  return modules.isError() ? "error: " + modules.error() : "read: " + manifest_text(modules.get());
}

TEST(Manifest, IsReadAsMesosReadsIt) {
  Try<json::Object> file =
      json::parse_object(read_or_empty(STANDIN_TEST_DATA "/manifest_cases.json"));
  ASSERT_TRUE(file.isSome()) << file.error();
  const auto& cases = *file.get().at("cases").as<json::Array>();
  EXPECT_GT(cases.size(), 500u);
  for (const json::Value& item : cases) {
    const auto& entry = *item.as<json::Object>();
    const std::string manifest = bytes_of(entry.at("manifest"));
    const char* kind = entry.count("error") > 0 ? "error" : "read";
    EXPECT_EQ(verdict(manifest), std::string(kind) + ": " + bytes_of(entry.at(kind))) << manifest;
  }
}

}  // namespace
}  // namespace standin::test
