#include "hook/units.hpp"

#include <gtest/gtest.h>

namespace quotadeck {
namespace {

std::uint64_t size(const char* text) {
  auto parsed = parse_size(text);
  return parsed ? *parsed : 0;
}

TEST(ParseSize, TakesBytesAndUnits) {
  EXPECT_EQ(size("1"), 1u);
  EXPECT_EQ(size("1048576"), 1048576u);
  EXPECT_EQ(size("1B"), 1u);
  EXPECT_EQ(size("512KiB"), 512u << 10);
  EXPECT_EQ(size("512MiB"), 512u << 20);
  EXPECT_EQ(size("3GiB"), std::uint64_t{3} << 30);
  EXPECT_EQ(size("2TiB"), std::uint64_t{2} << 40);
  EXPECT_EQ(size("10 mib"), 10u << 20);
}

TEST(ParseSize, UnitsWithoutTheIMeanTheSameAsInMesos) {
  EXPECT_EQ(size("10KB"), size("10KiB"));
  EXPECT_EQ(size("10MB"), size("10MiB"));
  EXPECT_EQ(size("10GB"), std::uint64_t{10} << 30);
}

TEST(ParseSize, RefusesWhatIsNoSize) {
  for (const char* text : {"", "MiB", "-5MiB", "+5", "1.5GiB", "5 XB", "5M", "5MiBs", "0", "0MiB",
                           " 5", "0x10", "99999999999999999999", "9007199254740993TiB"})
    EXPECT_FALSE(parse_size(text)) << text;
}

TEST(ParseSize, NamesTheTextInItsMessage) {
  EXPECT_NE(parse_size("tenGB").problem().message.find("'tenGB'"), std::string::npos);
}

TEST(ParseDuration, TakesMesosUnits) {
  EXPECT_EQ(parse_duration("5")->count(), 5000);
  EXPECT_EQ(parse_duration("5secs")->count(), 5000);
  EXPECT_EQ(parse_duration("500ms")->count(), 500);
  EXPECT_EQ(parse_duration("2mins")->count(), 120000);
  EXPECT_FALSE(parse_duration("5 parsecs"));
  EXPECT_FALSE(parse_duration("99999999999"));
}

TEST(FormatSize, UsesTheLargestUnitThatDivides) {
  EXPECT_EQ(format_size(536870912), "512MiB");
  EXPECT_EQ(format_size(1023), "1023 bytes");
  EXPECT_EQ(format_size(1025 * 1024), "1025KiB");
}

}  // namespace
}  // namespace quotadeck
