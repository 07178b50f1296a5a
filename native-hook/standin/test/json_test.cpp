#include "json.hpp"

#include <gtest/gtest.h>

namespace standin::json {
namespace {

std::string error_of(const std::string& text) {
  Try<Value> value = parse(text);
  return value.isError() ? value.error() : "no error";
}

TEST(Json, KeepsTypesAndEscapes) {
  Try<Value> value = parse(R"({"a":[1,-2.5,true,null,"x\n\u00e9\ud83d\ude00"],"b":{}})");
  ASSERT_TRUE(value.isSome()) << value.error();
  EXPECT_EQ(write(value.get()), "{\"a\":[1,-2.5,true,null,\"x\\u000a\u00e9\U0001F600\"],\"b\":{}}");
}

TEST(Json, LastOfDuplicateKeysWins) {
  EXPECT_EQ(write(parse(R"({"a":1,"a":2})").get()), R"({"a":2})");
}

TEST(Json, ErrorsQuoteTheRestOfTheLine) {
  EXPECT_EQ(error_of("{\n \"a\": 1,\n}\nmore"), "syntax error at line 3 near: }");
  EXPECT_EQ(error_of("[1,]"), "syntax error at line 1 near: ]");
  EXPECT_EQ(error_of(R"("\ud800x")"), "syntax error at line 1 near: x\"");
  EXPECT_EQ(error_of("nul"), "syntax error at line 1 near: ");
  EXPECT_EQ(error_of(""), "syntax error at line 1 near: ");
}

TEST(Json, RefusesWhatFollowsTheValue) {
  EXPECT_EQ(error_of("{} x"), "Parsed JSON included non-whitespace trailing characters:  x");
  EXPECT_TRUE(parse(" {} \n").isSome());
}

TEST(Json, LimitsDepth) {
  EXPECT_TRUE(parse(std::string(200, '[') + std::string(200, ']')).isSome());
  EXPECT_TRUE(parse(std::string(201, '[') + std::string(201, ']')).isError());
}

TEST(Json, ObjectIsWantedWhereAsked) {
  EXPECT_EQ(parse_object("[]").error(), "Unexpected JSON type parsed");
}

}  // namespace
}  // namespace standin::json
