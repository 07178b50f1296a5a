#include "hook/options.hpp"

#include <gtest/gtest.h>

namespace quotadeck {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string problem_of(const Pairs& parameters) {
  auto options = parse_options(parameters);
  return options ? "" : options.problem().message;
}

TEST(Options, HaveDefaults) {
  auto options = parse_options({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->status_file, "/var/lib/quotadeck/status.pb");
  EXPECT_EQ(options->status_interval.count(), 5000);
  EXPECT_TRUE(options->fail_launch);
  EXPECT_FALSE(options->default_hard_limit);
}

TEST(Options, AreAllRead) {
  auto options = parse_options({{"status_file", "/run/q//status.pb"},
                                {"state_dir", "/run/q/state/"},
                                {"status_interval", "500ms"},
                                {"project_range", "20000-20099"},
                                {"allowed_roots", "/srv/a:/srv/b,/srv/c"},
                                {"default_hard_limit", "1GiB"},
                                {"max_hard_limit", "2GiB"},
                                {"on_error", "warn"}});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->status_file, "/run/q/status.pb");
  EXPECT_EQ(options->state_dir, "/run/q/state");
  EXPECT_EQ(options->status_interval.count(), 500);
  EXPECT_EQ(options->project_range.first, 20000u);
  EXPECT_EQ(options->project_range.last, 20099u);
  EXPECT_EQ(options->allowed_roots, (std::vector<std::string>{"/srv/a", "/srv/b", "/srv/c"}));
  EXPECT_EQ(options->default_hard_limit, std::uint64_t{1} << 30);
  EXPECT_EQ(options->max_hard_limit, std::uint64_t{2} << 30);
  EXPECT_FALSE(options->fail_launch);
}

TEST(Options, RefuseAnUnknownKeyAndSayWhichAreKnown) {
  std::string problem = problem_of({{"status_fiel", "/x"}});
  EXPECT_NE(problem.find("'status_fiel'"), std::string::npos);
  EXPECT_NE(problem.find("status_file"), std::string::npos);
}

TEST(Options, RefuseMalformedValuesAndNameTheKey) {
  const Pairs malformed = {{"status_file", "status.pb"},  {"state_dir", "/a/../b"},
                           {"status_interval", "0"},      {"status_interval", "2hrs"},
                           {"project_range", "5"},        {"project_range", "0-5"},
                           {"project_range", "9-5"},      {"project_range", "1-4294967295"},
                           {"allowed_roots", ""},         {"allowed_roots", "/"},
                           {"allowed_roots", "/a:b"},     {"allowed_roots", "/a,"},
                           {"default_hard_limit", "big"}, {"max_hard_limit", "0"},
                           {"on_error", "ignore"},        {"launch_timeout", "10ms"},
                           {"launch_timeout", "11mins"},  {"status_labels", "yes"}};
  for (const auto& parameter : malformed)
    EXPECT_NE(problem_of({parameter}).find("'" + parameter.first + "'"), std::string::npos)
        << parameter.first << "=" << parameter.second;
}

TEST(Options, RefuseAKeyGivenTwiceAndADefaultAboveTheMaximum) {
  EXPECT_NE(problem_of({{"on_error", "fail"}, {"on_error", "fail"}}), "");
  EXPECT_NE(problem_of({{"default_hard_limit", "2GiB"}, {"max_hard_limit", "1GiB"}}), "");
}

TEST(CleanPath, RemovesWhatMeansNothing) {
  EXPECT_EQ(*clean_path("//a/./b//"), "/a/b");
  EXPECT_EQ(*clean_path("/"), "/");
  EXPECT_FALSE(clean_path("a"));
  EXPECT_FALSE(clean_path("/a/.."));
  EXPECT_FALSE(clean_path(std::string("/a\0b", 4)));
}

}  // namespace
}  // namespace quotadeck
