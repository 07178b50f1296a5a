#include <gtest/gtest.h>
#include <sys/stat.h>

#include "agent_process.hpp"

// Module loading: the cases that Mesos tests of it, under the names that they have there (see the
// table in ../../README.md), what else can be wrong with a library, and the directory of manifests.

namespace standin::test {
namespace {

const std::string FIXTURES = STANDIN_FIXTURES;

/// The message with which the agent ends; empty when it starts.
std::string error_with(const std::vector<std::string>& flags) {
  const TemporaryDirectory directory;
  AgentProcess agent(directory.path("work"), flags);
  if (agent.wait_until_started()) return "";
  EXPECT_EQ(agent.wait_for_exit(), 1);
  const std::string marker = "EXIT with status 1: ";
  const std::string log = agent.log();
  const size_t start = log.find(marker);
  if (start == std::string::npos) return log;
  return log.substr(start + marker.size(), log.find('\n', start) - start - marker.size());
}

std::string error_of_module(const std::string& library, const std::string& module) {
  return error_with({"--modules=" + manifest(FIXTURES + "/" + library, module)});
}

TEST(MesosModules, OlderModuleLibrary) {
  EXPECT_EQ(
      error_of_module("libfixture-older.so", "fixture_older"),
      "Error loading modules: Error verifying module 'fixture_older': Minimum supported mesos "
      "version for 'Hook' is 1.12.0, but module is compiled with version 1.11.0");
}

TEST(MesosModules, NewerModuleLibrary) {
  EXPECT_EQ(error_of_module("libfixture-newer.so", "fixture_newer"),
            "Error loading modules: Error verifying module 'fixture_newer': Mesos has version "
            "1.12.0, but module is compiled with version 1.12.1");
}

TEST(MesosModules, DifferentApiVersion) {
  EXPECT_EQ(error_of_module("libfixture-api.so", "fixture_api"),
            "Error loading modules: Error verifying module 'fixture_api': Module API version "
            "mismatch. Mesos has: 2, library requires: 1");
}

TEST(Modules, WithMissingFields) {
  EXPECT_EQ(error_of_module("libfixture-missing.so", "fixture_missing"),
            "Error loading modules: Error verifying module 'fixture_missing': Error loading module "
            "'fixture_missing'; missing fields");
}

TEST(Modules, OfAnUnknownKind) {
  EXPECT_EQ(error_of_module("libfixture-other.so", "fixture_unknown_kind"),
            "Error loading modules: Error verifying module 'fixture_unknown_kind': Unknown module "
            "kind: Toaster");
}

TEST(Modules, ThatFindThemselvesIncompatible) {
  EXPECT_EQ(error_of_module("libfixture-other.so", "fixture_incompatible"),
            "Error loading modules: Error verifying module 'fixture_incompatible': Module "
            "fixture_incompatiblehas determined to be incompatible");
}

TEST(Modules, OfAnotherKindLoadButAreNoHooks) {
  const std::string flag =
      "--modules=" + manifest(FIXTURES + "/libfixture-other.so", "fixture_isolator");
  EXPECT_EQ(error_with({flag}), "");
  EXPECT_EQ(error_with({flag, "--hooks=fixture_isolator"}),
            "Error installing hooks: No hook module named 'fixture_isolator' available");
}

TEST(MesosModules, EmptyLibraryFilename) {
  EXPECT_EQ(error_with({R"(--modules={"libraries":[{"modules":[]}]})"}),
            "Error loading modules: Library name or path not provided");
}

TEST(MesosModules, EmptyModuleName) {
  EXPECT_EQ(error_with({R"(--modules={"libraries":[{"file":")" + FIXTURES +
                        R"(/libfixture-first.so","modules":[{}]}]})"}),
            "Error loading modules: Error: module name not provided with library '" + FIXTURES +
                "/libfixture-first.so'");
}

TEST(MesosModules, NonModuleLibrary) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("libtext.so", std::string(4096, 'x'));
  EXPECT_EQ(error_with({"--modules=" + manifest(path, "x")}),
            "Error loading modules: Error opening library: '" + path +
                "': Could not load library '" + path + "': " + path + ": invalid ELF header");
}

TEST(MesosModules, UnknownLibrary) {
  const std::string path = FIXTURES + "/none.so";
  EXPECT_EQ(error_of_module("none.so", "x"),
            "Error loading modules: Error opening library: '" + path +
                "': Could not load library '" + path + "': " + path +
                ": cannot open shared object file: No such file or directory");
}

TEST(MesosModules, UnknownModule) {
  const std::string path = FIXTURES + "/libfixture-first.so";
  EXPECT_EQ(error_of_module("libfixture-first.so", "unknown"),
            "Error loading modules: Error loading module 'unknown': Error looking up symbol "
            "'unknown' in '" +
                path + "' : " + path + ": undefined symbol: unknown");
}

/// Two libraries, each with the first fixture's module.
std::string error_of_both(const std::string& first, const std::string& second) {
  return error_with({"--modules={\"libraries\":[" + first + "," + second + "]}"});
}

std::string library(const std::string& path, const std::string& parameters = "[]") {
  return "{\"file\":\"" + path +
         "\",\"modules\":[{\"name\":\"demo_mesos_xfsquotahook\",\"parameters\":" + parameters +
         "}]}";
}

const std::string FIRST_LIBRARY = FIXTURES + "/libfixture-first.so";

TEST(MesosModules, LoadSameModuleTwice) {
  EXPECT_EQ(error_of_both(library(FIRST_LIBRARY), library(FIRST_LIBRARY)), "");
}

TEST(MesosModules, DuplicateModulesWithDifferentParameters) {
  EXPECT_EQ(
      error_of_both(library(FIRST_LIBRARY), library(FIRST_LIBRARY, R"([{"key":"a","value":"b"}])")),
      "Error loading modules: Error loading module 'demo_mesos_xfsquotahook'; this is "
      "potentially due to duplicate module names; A module with same name but different "
      "parameters already exists");
}

TEST(MesosModules, DuplicateModuleInDifferentLibraries) {
  const TemporaryDirectory directory;
  const std::string other = directory.write("libother.so", read_or_empty(FIRST_LIBRARY));
  EXPECT_EQ(error_of_both(library(FIRST_LIBRARY), library(other)),
            "Error loading modules: Error loading module 'demo_mesos_xfsquotahook'; this is "
            "potentially due to duplicate module names; The same module appears in two different "
            "module libraries - '" +
                other + "' and '" + FIRST_LIBRARY + "'");
}

class ModulesDirectory : public testing::Test {
 protected:
  ModulesDirectory() { ::mkdir(path_.c_str(), 0755); }

  void add(const std::string& name, const std::string& content) {
    directory_.write("modules/" + name, content);
  }
  std::string error() { return error_with({"--modules_dir=" + path_}); }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.path("modules");
};

TEST_F(ModulesDirectory, ReadsEveryFileSortedBackupsIncluded) {
  add("b.json", manifest(FIXTURES + "/libfixture-first.so", "demo_mesos_xfsquotahook"));
  EXPECT_EQ(error(), "");
  add("b.json.bak", "{");
  EXPECT_EQ(error(), "Error loading modules: Error parsing module manifest file '" + path_ +
                         "/b.json.bak': syntax error at line 1 near: ");
  add(".a", "[");
  EXPECT_EQ(error(), "Error loading modules: Error parsing module manifest file '" + path_ +
                         "/.a': syntax error at line 1 near: ");
}

TEST_F(ModulesDirectory, NamesTheFileOfALibraryThatDoesNotLoad) {
  add("a.json", manifest(FIXTURES + "/none.so", "x"));
  EXPECT_EQ(error().find("Error loading modules: Error loading modules from '" + path_ +
                         "/a.json': Error opening library: '" + FIXTURES + "/none.so'"),
            0u);
}

TEST_F(ModulesDirectory, HoldsNoDirectories) {
  ::mkdir((path_ + "/d").c_str(), 0755);
  EXPECT_EQ(error(), "Error loading modules: Error reading module manifest file '" + path_ +
                         "/d': Is a directory");
}

TEST_F(ModulesDirectory, ExcludesTheOtherFlag) {
  EXPECT_EQ(error_with({"--modules_dir=" + path_, "--modules={}"}),
            "Only one of --modules or --modules_dir should be specified");
}

}  // namespace
}  // namespace standin::test
