#include <cerrno>
#include <cinttypes>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "json.hpp"

// An agent's complaint about a malformed manifest quotes the rest of the line from where its parser
// stopped. To stop at the same byte, the reader below takes and puts back characters in the same
// order as that parser does.

namespace standin::json {
namespace {

constexpr int MAX_DEPTH = 200;
constexpr int END = -1;

class Input {
 public:
  explicit Input(const std::string& text) : text_(text) {}

  int get() {
    if (returned_) {
      returned_ = false;
      return last_;
    }
    if (next_ == text_.size()) return last_ = END;
    if (last_ == '\n') ++line_;
    return last_ = static_cast<unsigned char>(text_[next_++]);
  }

  void unget() {
    if (last_ != END) returned_ = true;
  }

  void skip_space() {
    int ch = get();
    while (ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r') ch = get();
    unget();
  }

  bool expect(int wanted) {
    skip_space();
    if (get() == wanted) return true;
    unget();
    return false;
  }

  bool match(const char* rest) {
    for (; *rest; ++rest) {
      if (get() == *rest) continue;
      unget();
      return false;
    }
    return true;
  }

  int line() const { return line_; }
  /// Bytes taken, one that was put back among them.
  size_t taken() const { return next_; }

 private:
  const std::string& text_;
  size_t next_ = 0;
  int last_ = END;
  bool returned_ = false;
  int line_ = 1;
};

class Parser {
 public:
  explicit Parser(const std::string& text) : in_(text) {}

  Try<Value> run(const std::string& text);

 private:
  bool value(Value& out, int depth);
  bool array(Value& out, int depth);
  bool object(Value& out, int depth);
  bool number(Value& out);
  bool string(std::string& out);
  bool escape(std::string& out);
  bool code_point(std::string& out);
  std::optional<int> four_hex();

  Input in_;
  bool out_of_range_ = false;
};

void append_utf8(std::string& out, int code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
  }
  out += static_cast<char>(0x80 | (code & 0x3f));
}

bool Parser::value(Value& out, int depth) {
  in_.skip_space();
  const int ch = in_.get();
  switch (ch) {
    case 'n':
      out = Value();
      return in_.match("ull");
    case 'f':
      out = Value(false);
      return in_.match("alse");
    case 't':
      out = Value(true);
      return in_.match("rue");
    case '"':
      out = Value(std::string());
      return string(std::get<std::string>(out.data));
    case '[':
      return array(out, depth);
    case '{':
      return object(out, depth);
    default:
      in_.unget();
      return (ch == '-' || (ch >= '0' && ch <= '9')) && number(out);
  }
}

bool Parser::array(Value& out, int depth) {
  if (depth <= 0) return false;
  out = Value(Array());
  if (in_.expect(']')) return true;
  auto& items = std::get<Array>(out.data);
  do {
    if (!value(items.emplace_back(), depth - 1)) return false;
  } while (in_.expect(','));
  return in_.expect(']');
}

bool Parser::object(Value& out, int depth) {
  if (depth <= 0) return false;
  out = Value(Object());
  if (in_.expect('}')) return true;
  auto& members = std::get<Object>(out.data);
  do {
    std::string key;
    if (!in_.expect('"') || !string(key) || !in_.expect(':')) return false;
    if (!value(members[key], depth - 1)) return false;
  } while (in_.expect(','));
  return in_.expect('}');
}

bool Parser::number(Value& out) {
  std::string digits;
  for (int ch = in_.get(); ch > 0 && std::strchr("0123456789+-eE.", ch); ch = in_.get()) {
    digits += static_cast<char>(ch);
  }
  in_.unget();

  char* end = nullptr;
  errno = 0;
  const intmax_t integer = std::strtoimax(digits.c_str(), &end, 10);
  if (errno == 0 && *end == '\0') {
    out = Value(int64_t{integer});
    return true;
  }
  const double real = std::strtod(digits.c_str(), &end);
  if (*end != '\0' || end == digits.c_str()) return false;
  out_of_range_ = !std::isfinite(real);
  out = Value(real);
  return !out_of_range_;
}

bool Parser::string(std::string& out) {
  while (true) {
    const int ch = in_.get();
    if (ch < ' ') {
      in_.unget();
      return false;
    }
    if (ch == '"') return true;
    if (ch == '\\') {
      if (!escape(out)) return false;
    } else {
      out += static_cast<char>(ch);
    }
  }
}

bool Parser::escape(std::string& out) {
  static constexpr char CODES[] = "\"\\/bfnrt";
  static constexpr char VALUES[] = "\"\\/\b\f\n\r\t";
  const int ch = in_.get();
  if (ch == 'u') return code_point(out);
  const char* code = ch > 0 ? std::strchr(CODES, ch) : nullptr;
  if (code == nullptr) return false;
  out += VALUES[code - CODES];
  return true;
}

bool Parser::code_point(std::string& out) {
  const std::optional<int> first = four_hex();
  if (!first || (*first >= 0xdc00 && *first <= 0xdfff)) return false;
  if (*first < 0xd800 || *first > 0xdfff) {
    append_utf8(out, *first);
    return true;
  }
  if (in_.get() != '\\' || in_.get() != 'u') {
    in_.unget();
    return false;
  }
  const std::optional<int> second = four_hex();
  if (!second || *second < 0xdc00 || *second > 0xdfff) return false;
  append_utf8(out, 0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00));
  return true;
}

std::optional<int> Parser::four_hex() {
  int code = 0;
  for (int i = 0; i < 4; ++i) {
    const int ch = in_.get();
    if (ch == END) return std::nullopt;
    if (!std::isxdigit(ch)) {
      in_.unget();
      return std::nullopt;
    }
    code = code * 16 + (std::isdigit(ch) ? ch - '0' : (ch | 0x20) - 'a' + 10);
  }
  return code;
}

Try<Value> Parser::run(const std::string& text) {
  Value out;
  if (value(out, MAX_DEPTH)) {
    // Where a number ends the text, the byte after it has been taken too: `taken` may lie behind
    // the end, and then all that follows is quoted.
    const size_t end = text.find_last_not_of(" \t\n\r") + 1;
    if (in_.taken() == end) return out;
    return Error("Parsed JSON included non-whitespace trailing characters: " +
                 text.substr(in_.taken(), end - in_.taken()));
  }
  if (out_of_range_) return Error("Value out of range");

  std::string rest;
  const int line = in_.line();
  for (int ch = in_.get(); ch != END && ch != '\n'; ch = in_.get()) {
    if (ch >= ' ') rest += static_cast<char>(ch);
  }
  return Error("syntax error at line " + std::to_string(line) + " near: " + rest);
}

}  // namespace

Try<Value> parse(const std::string& text) {
  return Parser(text).run(text);
}

Try<Object> parse_object(const std::string& text) {
  Try<Value> value = parse(text);
  if (value.isError()) return Error(value.error());
  const Object* object = value->as<Object>();
  if (object == nullptr) return Error("Unexpected JSON type parsed");
  return *object;
}

}  // namespace standin::json
