#include <gtest/gtest.h>

#include "agent_process.hpp"

// Every manifest and hook list whose fate under a real agent of Mesos 1.12.0 was recorded. An error
// must be the recorded one to the letter, and the agent must exit with status 1.

namespace standin::test {
namespace {

const json::Array& cases() {
  static const json::Object file = [] {
    Try<json::Object> parsed =
        json::parse_object(read_or_empty(STANDIN_TEST_DATA "/mesos_cases.json"));
    return parsed.isSome() ? parsed.get() : json::Object();
  }();
  static const json::Array none;
  const auto found = file.find("cases");
  return found == file.end() ? none : *found->second.as<json::Array>();
}

std::optional<std::string> text(const json::Object& entry, const char* key) {
  const auto found = entry.find(key);
  const auto* string = found == entry.end() ? nullptr : found->second.as<std::string>();
  return string == nullptr ? std::nullopt : std::optional<std::string>(*string);
}

std::string replace_all(std::string in, const std::string& from, const std::string& to) {
  for (size_t at = in.find(from); at != std::string::npos; at = in.find(from, at + to.size())) {
    in.replace(at, from.size(), to);
  }
  return in;
}

std::string with_libraries(std::string in) {
  in = replace_all(in, "{SO1}", STANDIN_FIXTURES "/libfixture-first.so");
  in = replace_all(in, "{SO1ALT}", STANDIN_FIXTURES "/./libfixture-first.so");
  return replace_all(in, "{SO2}", STANDIN_FIXTURES "/libfixture-second.so");
}

/// Two-byte UTF-8 sequences of the range that Latin-1 has.
std::string to_latin1(const std::string& utf8) {
  std::string out;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80 || i + 1 == utf8.size()) {
      out += utf8[i];
    } else {
      out += static_cast<char>(((byte & 0x03) << 6) | (utf8[++i] & 0x3f));
    }
  }
  return out;
}

class MesosCase : public testing::TestWithParam<size_t> {};

TEST_P(MesosCase, EndsAsRecorded) {
  const json::Object& entry = *cases()[GetParam()].as<json::Object>();
  const TemporaryDirectory directory;
  std::vector<std::string> flags;
  if (const auto content = text(entry, "manifest")) {
    const std::string filled = with_libraries(*content);
    const std::string path = directory.write(
        "modules.json", text(entry, "encoding") == "latin1" ? to_latin1(filled) : filled);
    flags.push_back("--modules=file://" + path);
  }
  if (const auto hooks = text(entry, "hooks")) flags.push_back("--hooks=" + *hooks);

  AgentProcess agent(directory.path("work"), flags);
  const bool started = agent.wait_until_started();
  const bool wanted = *entry.at("starts").as<bool>();
  EXPECT_EQ(started, wanted) << agent.log();
  if (wanted || started) return;
  EXPECT_EQ(agent.wait_for_exit(), 1);
  const std::string error = replace_all(with_libraries(*text(entry, "error")), "{MANIFEST}",
                                        directory.path("modules.json"));
  EXPECT_NE(agent.log().find(error + "\n"), std::string::npos)
      << "wanted: " << error << "\ngot: " << agent.log();
}

INSTANTIATE_TEST_SUITE_P(Recorded, MesosCase, testing::Range(size_t{0}, cases().size()),
                         [](const testing::TestParamInfo<size_t>& info) {
                           return *text(*cases()[info.param].as<json::Object>(), "name");
                         });

TEST(MesosCases, AreAllThere) {
  EXPECT_EQ(cases().size(), 64u);
}

}  // namespace
}  // namespace standin::test
