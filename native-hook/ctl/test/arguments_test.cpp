#include "ctl/arguments.hpp"

#include <gtest/gtest.h>

namespace quotadeck::ctl {
namespace {

std::string problem_of(const std::vector<std::string>& words) {
  auto request = parse_arguments(words);
  return request ? "" : request.problem().message;
}

TEST(Arguments, ReadsACommandWithOptionsAnywhere) {
  auto request = parse_arguments({"--json", "set-limit", "--inodes=7", "100001", "2GiB",
                                  "--state-dir", "/s", "--project-range", "5-9"});
  ASSERT_TRUE(request) << request.problem().message;
  EXPECT_EQ(request->command, Command::set_limit);
  EXPECT_EQ(request->id, 100001u);
  EXPECT_EQ(request->bytes, std::uint64_t{2} << 30);
  EXPECT_EQ(request->inodes, 7u);
  EXPECT_TRUE(request->json);
  EXPECT_FALSE(request->force);
  EXPECT_EQ(request->options.state_dir, "/s");
  EXPECT_EQ(request->options.status_file, "/var/lib/quotadeck/status.pb");
  EXPECT_EQ(request->options.project_range.last, 9u);
}

TEST(Arguments, HelpAndVersionNeedNoCommand) {
  EXPECT_EQ(parse_arguments({"list", "--help"})->command, Command::help);
  EXPECT_EQ(parse_arguments({"--version"})->command, Command::version);
}

TEST(Arguments, NamesTheWordAtFault) {
  EXPECT_NE(problem_of({}).find("command is missing"), std::string::npos);
  EXPECT_NE(problem_of({"drop"}).find("unknown command 'drop'"), std::string::npos);
  EXPECT_NE(problem_of({"list", "--colour", "x"}).find("unknown option --colour"),
            std::string::npos);
  EXPECT_EQ(problem_of({"release"}), "usage: quotadeck-hookctl release ID");
  EXPECT_EQ(problem_of({"set-limit", "1"}), "usage: quotadeck-hookctl set-limit ID SIZE");
  EXPECT_NE(problem_of({"release", "x"}).find("'x' is no project id"), std::string::npos);
  EXPECT_NE(problem_of({"release", "0"}).find("'0' is no project id"), std::string::npos);
  EXPECT_NE(problem_of({"release", "4294967295"}).find("no project id"), std::string::npos);
  EXPECT_NE(problem_of({"set-limit", "1", "2XB"}).find("unknown unit"), std::string::npos);
  EXPECT_NE(problem_of({"set-limit", "1", "0"}).find("no limit"), std::string::npos);
  EXPECT_NE(problem_of({"list", "--state-dir"}).find("--state-dir needs a value"),
            std::string::npos);
  EXPECT_EQ(problem_of({"list", "--json=1"}), "--json takes no value");
  EXPECT_EQ(problem_of({"set-limit", "1", "2", "--inodes", "x"}),
            "--inodes: 'x' is not a whole number");
  EXPECT_NE(problem_of({"list", "--state-dir", "relative"}).find("absolute"), std::string::npos);
  EXPECT_NE(problem_of({"list", "--force"}).find("release only"), std::string::npos);
  EXPECT_NE(problem_of({"list", "--inodes", "3"}).find("set-limit only"), std::string::npos);
}

}  // namespace
}  // namespace quotadeck::ctl
