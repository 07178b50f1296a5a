#include "hook/utf8.hpp"

#include <gtest/gtest.h>

#include "hook/status.hpp"

namespace quotadeck {
namespace {

TEST(Utf8, LeavesUtf8AsItIs) {
  for (const char* text : {"", "mesos-1", "a\\b", "gr\xc3\xb6\xc3\x9f", "\xe2\x82\xac",
                           "\xed\x9f\xbf", "\xf0\x9f\x92\xbe", "\xf4\x8f\xbf\xbf"})
    EXPECT_EQ(to_utf8(text), text);
}

TEST(Utf8, ShowsBytesThatAreNone) {
  EXPECT_EQ(to_utf8("a\xff z"), "a\\xff z");
  EXPECT_EQ(to_utf8("\xc3"), "\\xc3");                    // cut off
  EXPECT_EQ(to_utf8("\xc0\xaf"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(to_utf8("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(to_utf8("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(to_utf8("\xc3\xb6\xff"), "\xc3\xb6\\xff");
}

TEST(Utf8, KeepsDifferentNamesDifferent) {
  EXPECT_EQ(to_utf8("\xff\\xff"), "\\xff\\\\xff");
  EXPECT_NE(to_utf8("\xff\\xfe"), to_utf8("\xff\xfe"));
}

TEST(Utf8, NoNameInAStatusIsAnythingElse) {
  Status status;
  Project project;
  project.container_name = project.task_id = project.executor_id = project.framework_id =
      project.path = project.last_error = "\xfe";
  status.projects = {project};
  status.file_systems = {{"/dev/\xfe", "/\xfe", {}, 0, 0}};
  make_utf8(status);
  const Project& clean = status.projects[0];
  for (const std::string& text : {clean.container_name, clean.task_id, clean.executor_id,
                                  clean.framework_id, clean.path, clean.last_error})
    EXPECT_EQ(text, "\\xfe");
  EXPECT_TRUE(is_utf8(status.file_systems[0].device));
  EXPECT_TRUE(is_utf8(status.file_systems[0].mount_point));
}

}  // namespace
}  // namespace quotadeck
