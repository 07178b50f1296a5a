#include "ctl/print.hpp"

#include <gtest/gtest.h>

#include "ctl/hook_process.hpp"
#include "ctl/json.hpp"

namespace quotadeck::ctl {
namespace {

TEST(Json, EscapesWhatJsonCannotHold) {
  EXPECT_EQ(quoted("a\"b\\c\n\x7f"), "\"a\\\"b\\\\c\\u000a\\u007f\"");
  EXPECT_EQ(quoted("\xC3\xA9\xF0\x9F\x98\x80"), "\"\xC3\xA9\xF0\x9F\x98\x80\"");
}

TEST(Json, ReplacesBytesThatAreNotUtf8) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(quoted("a\xff"), "\"a" + bad + "\"");
  EXPECT_EQ(quoted("\xC0\xAF"), "\"" + bad + bad + "\"");            // overlong
  EXPECT_EQ(quoted("\xED\xA0\x80"), "\"" + bad + bad + bad + "\"");  // a surrogate
  EXPECT_EQ(quoted("\xE2\x82"), "\"" + bad + bad + "\"");            // cut off
}

TEST(Print, NamesCannotDriveTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
}

TEST(Print, AnEmptyListIsStillJson) {
  EXPECT_EQ(list_json({}), "[]\n");
  EXPECT_EQ(list_text({}), "no projects\n");
}

TEST(HookProcess, ReadsLockHoldersAndNotWaiters) {
  const char* locks =
      "1: FLOCK  ADVISORY  WRITE 41 08:01:777 0 EOF\n"
      "1: -> FLOCK  ADVISORY  WRITE 42 08:01:777 0 EOF\n"
      "2: POSIX  ADVISORY  WRITE 43 08:01:777 0 EOF\n"
      "3: FLOCK  ADVISORY  WRITE 44 08:01:7 0 EOF\n"
      "broken\n";
  EXPECT_EQ(lock_holders(locks, 777), std::vector<pid_t>{41});
}

}  // namespace
}  // namespace quotadeck::ctl
