#include "quota/mount.hpp"

#include <gtest/gtest.h>

#include "hook/project_ids.hpp"
#include "quota/quotactl.hpp"

namespace quotadeck {
namespace {

constexpr const char* kMounts =
    "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    "97 21 8:17 / /var/lib/me\\040sos rw master:2 shared:3 - xfs /dev/sdb1 rw,prjquota\n"
    "98 21 8:17 /x /mnt rw - xfs /dev/sdb1 rw\n"
    "99 21 broken\n";

TEST(FindMount, ReadsAnyNumberOfTagsAndEscapes) {
  auto mount = find_mount(kMounts, 97);
  ASSERT_TRUE(mount);
  EXPECT_EQ(mount->device, "/dev/sdb1");
  EXPECT_EQ(mount->mount_point, "/var/lib/me sos");
  EXPECT_EQ(mount->type, "xfs");
  EXPECT_EQ(find_mount(kMounts, 98)->mount_point, "/mnt");
}

TEST(FindMount, RefusesUnknownIdsAndBrokenLines) {
  EXPECT_FALSE(find_mount(kMounts, 9));
  EXPECT_FALSE(find_mount(kMounts, 99));
}

TEST(ListedIds, ReadsBothFiles) {
  auto ids = listed_ids("10:/srv/a\n# note\n11:/srv/b\n", "logs:12\nbroken\nother:13\n");
  EXPECT_EQ(ids, (std::set<std::uint32_t>{10, 11, 12, 13}));
}

TEST(RangeWarnings, NameWhoElseUsesTheIds) {
  EXPECT_TRUE(range_warnings({100000, 199999}).empty());
  EXPECT_TRUE(range_warnings({10001, 1048576}).empty());
  ASSERT_EQ(range_warnings({10000, 20000}).size(), 1u);
  EXPECT_NE(range_warnings({10000, 20000})[0].find("disk/xfs"), std::string::npos);
  EXPECT_EQ(range_warnings({1, UINT32_MAX}).size(), 2u);
}

TEST(BasicBlocks, AreRoundedUp) {
  EXPECT_EQ(basic_blocks(0), 0u);
  EXPECT_EQ(basic_blocks(1), 1u);
  EXPECT_EQ(basic_blocks(512), 1u);
  EXPECT_EQ(basic_blocks(513), 2u);
  EXPECT_EQ(basic_blocks(UINT64_MAX), UINT64_MAX / 512 + 1);
}

}  // namespace
}  // namespace quotadeck
