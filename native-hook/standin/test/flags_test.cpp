#include "flags.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "agent_process.hpp"

namespace standin::test {
namespace {

using Environment = std::map<std::string, std::string>;

Try<Flags> load(std::vector<std::string> arguments, const Environment& environment = {}) {
  arguments.emplace_back("--work_dir=/w");
  return Flags::load(arguments, environment);
}

std::string error_of(const std::vector<std::string>& arguments,
                     const Environment& environment = {}) {
  Try<Flags> flags = load(arguments, environment);
  return flags.isError() ? flags.error() : "no error";
}

TEST(Flags, TableIsSortedAndWithoutDuplicates) {
  const auto& table = known_flags();
  const auto misplaced = std::adjacent_find(
      table.begin(), table.end(),
      [](const FlagSpec& a, const FlagSpec& b) { return std::strcmp(a.name, b.name) >= 0; });
  EXPECT_EQ(misplaced, table.end()) << misplaced->name;
}

TEST(Flags, CommandLineBeatsEnvironment) {
  Try<Flags> flags = load({"--hooks=a"}, {{"MESOS_HOOKS", "b"}, {"MESOS_port", "6000"}});
  ASSERT_TRUE(flags.isSome()) << flags.error();
  EXPECT_EQ(flags->get("hooks"), "a");
  EXPECT_EQ(flags->get("port"), "6000");
}

TEST(Flags, UnknownFlagsEndTheAgentButUnknownVariablesDoNot) {
  EXPECT_EQ(error_of({"--modules.bak=x"}), "Failed to load unknown flag 'modules.bak'");
  EXPECT_EQ(error_of({"--no-such"}), "Failed to load unknown flag 'such' via 'no-such'");
  EXPECT_EQ(error_of({}, {{"MESOS_NATIVE_JAVA_LIBRARY", "x"}}), "no error");
}

TEST(Flags, SecondSourcesOfOneFlagConflict) {
  EXPECT_EQ(error_of({"--hooks=a", "--hooks=b"}),
            "Flag 'hooks' is already loaded via name 'hooks'");
  EXPECT_EQ(error_of({"--no-strict"}, {{"MESOS_STRICT", "true"}}),
            "Flag 'strict' is already loaded via name 'strict'");
  EXPECT_EQ(error_of({"--agent_subsystems=a", "--slave_subsystems=b"}),
            "Flag 'slave_subsystems' is already loaded via name 'agent_subsystems'");
}

TEST(Flags, Booleans) {
  EXPECT_EQ(load({"--no-strict"})->get("strict"), "false");
  EXPECT_EQ(load({"--strict=0"})->get("strict"), "false");
  EXPECT_EQ(load({"--strict="})->get("strict"), "true");
  EXPECT_EQ(error_of({"--strict=yes"}),
            "Failed to load flag 'strict': Failed to load value 'yes': Expecting a boolean (e.g., "
            "true or false)");
  EXPECT_EQ(error_of({"--no-strict=x"}),
            "Failed to load boolean flag 'strict' via 'no-strict' with value 'x'");
  EXPECT_EQ(error_of({"--no-hooks"}), "Failed to load non-boolean flag 'hooks' via 'no-hooks'");
  EXPECT_EQ(error_of({"--hooks"}), "Failed to load non-boolean flag 'hooks': Missing value");
}

TEST(Flags, FileUrlsAreReplacedByTheirContent) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("hooks", "a,b\n");
  EXPECT_EQ(load({"--hooks=file://" + path})->get("hooks"), "a,b\n");
  EXPECT_EQ(load({"--credential=file://" + path})->get("credential"), "file://" + path);
  EXPECT_EQ(error_of({"--hooks=file:///none"}),
            "Failed to load flag 'hooks': Failed to load value 'file:///none': Error reading file "
            "'/none': No such file or directory");
}

TEST(Flags, ModulesFromAPathAndInline) {
  const TemporaryDirectory directory;
  const std::string content = manifest("/x.so", "m", {{"k", "v'"}});
  const std::string path = directory.write("modules.json", content);
  for (const std::string& value : {path, "file://" + path, content}) {
    Try<Flags> flags = load({"--modules=" + value});
    ASSERT_TRUE(flags.isSome()) << flags.error();
    EXPECT_EQ(flags->get("modules"),
              "libraries {\n  file: \"/x.so\"\n  modules {\n    name: \"m\"\n    parameters {\n"
              "      key: \"k\"\n      value: \"v\\'\"\n    }\n  }\n}\n");
  }
}

TEST(Flags, ValuesOfOtherKinds) {
  EXPECT_EQ(error_of({"--port=x"}),
            "Failed to load flag 'port': Failed to load value 'x': Failed to convert into required "
            "type");
  EXPECT_EQ(error_of({"--port=70000"}).find("Failed to load flag 'port'"), 0u);
  EXPECT_EQ(load({"--recovery_timeout=1.5mins"})->duration("recovery_timeout").secs(), 90);
  EXPECT_EQ(error_of({"--gc_delay=10"}),
            "Failed to load flag 'gc_delay': Failed to load value '10': Invalid duration '10'");
  EXPECT_EQ(error_of({"--gc_delay=1d"})
                .find("Failed to load flag 'gc_delay': Failed to load value "
                      "'1d': Unknown duration unit 'd'"),
            0u);
  EXPECT_EQ(error_of({R"(--executor_environment_variables={"A":1})"}),
            "`executor_environment_variables` must only contain string values");
  EXPECT_EQ(load({R"(--executor_environment_variables={"A":"1"})"})->executor_environment().at("A"),
            "1");
}

TEST(Flags, WorkDirectoryIsRequired) {
  EXPECT_EQ(Flags::load({}, {}).error(), "Flag 'work_dir' is required, but it was not provided");
}

TEST(Flags, WhatFollowsTwoDashesIsIgnored) {
  EXPECT_TRUE(Flags::load({"--work_dir=/w", "stray", "--", "--nonsense"}, {}).isSome());
}

TEST(Flags, AbsentFlagsAreNotListed) {
  const json::Object flags = load({})->to_json();
  EXPECT_EQ(flags.count("hooks"), 0u);
  EXPECT_EQ(flags.count("modules"), 0u);
  EXPECT_EQ(*flags.at("port").as<std::string>(), "5051");
}

}  // namespace
}  // namespace standin::test
