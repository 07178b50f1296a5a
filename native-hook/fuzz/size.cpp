// Sizes, durations and numbers as tasks and operators write them.
#include "fuzz.hpp"
#include "hook/units.hpp"

using namespace quotadeck;
using quotadeck::fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = fuzz::text(data, size);
  if (auto bytes = parse_size(input)) {
    require(*bytes > 0 && *bytes <= INT64_MAX, "a size is a limit that XFS can count");
    // format_size writes "bytes" for people where parse_size takes "b".
    std::string shown = format_size(*bytes);
    if (shown.size() > 6 && shown.substr(shown.size() - 6) == " bytes")
      shown.resize(shown.size() - 6);
    auto again = parse_size(shown);
    require(again && *again == *bytes, "a size reads the same after it was shown");
  }
  if (auto time = parse_duration(input)) require(time->count() >= 0, "no time runs backwards");
  if (auto number = parse_number(input)) {
    auto again = parse_number(std::to_string(*number));
    require(again && *again == *number, "a number reads the same after it was shown");
  }
  return 0;
}
