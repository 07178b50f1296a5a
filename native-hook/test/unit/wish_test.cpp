#include "hook/wish.hpp"

#include <gtest/gtest.h>

namespace quotadeck {
namespace {

using Variables = std::map<std::string, std::string>;
using Read = Expected<std::optional<Wish>>;

Read read(const Variables& variables, const Options& options = {},
          std::optional<std::uint64_t> disk = {}) {
  Launch launch;
  launch.container_name = "mesos-1";
  launch.variables = variables;
  launch.disk_bytes = disk;
  return read_wish(launch, options);
}

std::uint64_t bytes(const Read& wish) {
  return wish && *wish ? (*wish)->limits.bytes : 0;
}

TEST(Wish, IsNoneWithoutVariables) {
  auto wish = read({}, {}, 100);
  ASSERT_TRUE(wish);
  EXPECT_FALSE(wish->has_value());
}

TEST(Wish, ComesFromAnyOneVariable) {
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_HARD_LIMIT", "1MiB"}})), 1u << 20);
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_PATH", "/var/lib/mesos/volumes"}}, {}, 77)), 77u);
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_INODE_LIMIT", "10"}}, {}, 77)), 77u);
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_ENABLE", "Yes"}}, {}, 77)), 77u);
}

TEST(Wish, EnableWinsOverTheOthers) {
  auto wish = read({{"XFS_QUOTA_ENABLE", "false"}, {"XFS_QUOTA_HARD_LIMIT", "1MiB"}});
  ASSERT_TRUE(wish);
  EXPECT_FALSE(wish->has_value());
}

TEST(Wish, TakesTheVariableBeforeTheDiskResourceBeforeTheDefault) {
  Options options;
  options.default_hard_limit = 5;
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_HARD_LIMIT", "3"}}, options, 4)), 3u);
  EXPECT_EQ(bytes(read({}, options, 4)), 4u);
  EXPECT_EQ(bytes(read({}, options)), 5u);
}

TEST(Wish, HoldsPathAndInodes) {
  auto wish = read({{"XFS_QUOTA_PATH", "/var/lib//mesos/volumes/"},
                    {"XFS_QUOTA_HARD_LIMIT", "1"},
                    {"XFS_QUOTA_INODE_LIMIT", "12"}});
  ASSERT_TRUE(wish && *wish);
  EXPECT_EQ((*wish)->path, "/var/lib/mesos/volumes");
  EXPECT_EQ((*wish)->limits.inodes, 12u);
}

TEST(Wish, RefusesBadValuesAndNamesTheVariable) {
  const std::vector<std::pair<std::string, std::string>> bad = {{"XFS_QUOTA_ENABLE", "perhaps"},
                                                                {"XFS_QUOTA_HARD_LIMIT", "lots"},
                                                                {"XFS_QUOTA_INODE_LIMIT", "many"},
                                                                {"XFS_QUOTA_PATH", "volumes"},
                                                                {"XFS_QUOTA_PATH", "/var/../etc"}};
  for (const auto& [name, value] : bad) {
    auto wish = read({{name, value}}, {}, 77);
    ASSERT_FALSE(wish) << name << "=" << value;
    EXPECT_EQ(wish.problem().message.find(name), 0u) << wish.problem().message;
  }
}

TEST(Wish, RefusesAQuotaWithoutALimit) {
  EXPECT_FALSE(read({{"XFS_QUOTA_ENABLE", "true"}}));
}

TEST(Wish, IsCappedByTheAgentsHighestLimit) {
  Options options;
  options.max_hard_limit = 1 << 20;
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_HARD_LIMIT", "2MiB"}}, options)), 1u << 20);
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_ENABLE", "true"}}, options, std::uint64_t{2} << 20)), 1u << 20);
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_HARD_LIMIT", "512KiB"}}, options)), 1u << 19);
  EXPECT_EQ(bytes(read({{"XFS_QUOTA_HARD_LIMIT", "1MiB"}}, options)), 1u << 20);
}

TEST(Wish, AnEmptyVariableCountsAsNone) {
  auto wish = read({{"XFS_QUOTA_ENABLE", ""}, {"XFS_QUOTA_HARD_LIMIT", ""}});
  ASSERT_TRUE(wish);
  EXPECT_FALSE(wish->has_value());
}

}  // namespace
}  // namespace quotadeck
