#include "hook/units.hpp"

#include <cctype>
#include <charconv>

namespace quotadeck {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

struct Quantity {
  std::uint64_t number;
  std::string unit;  // lower case, may be empty
};

// `form` says what the text should be.
Expected<Quantity> split(std::string_view text, const char* form) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range)
    return Problem{"'" + std::string(text) + "' is too large", ERANGE};
  if (error != std::errc()) return Problem{"'" + std::string(text) + "' is not " + form, EINVAL};
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  return Quantity{number, lower(rest)};
}

// How many bits a size unit shifts by; -1 for no such unit.
int shift_of(const std::string& unit) {
  if (unit.empty() || unit == "b") return 0;
  constexpr std::string_view prefixes = "kmgtp";
  std::size_t step = prefixes.find(unit[0]);
  std::string rest = unit.substr(1);
  if (step == std::string_view::npos || (rest != "b" && rest != "ib")) return -1;
  return 10 * static_cast<int>(step + 1);
}

// Milliseconds in a unit of time; 0 for no such unit.
std::uint64_t milliseconds_of(const std::string& unit) {
  if (unit == "ms") return 1;
  if (unit.empty() || unit == "s" || unit == "sec" || unit == "secs") return 1000;
  if (unit == "min" || unit == "mins") return 60'000;
  if (unit == "hr" || unit == "hrs") return 3'600'000;
  return 0;
}

}  // namespace

Expected<std::uint64_t> parse_number(std::string_view text) {
  constexpr const char* kForm = "a whole number";
  auto quantity = split(text, kForm);
  if (!quantity) return quantity.problem();
  if (!quantity->unit.empty())
    return Problem{"'" + std::string(text) + "' is not " + kForm, EINVAL};
  return quantity->number;
}

Expected<std::uint64_t> parse_size(std::string_view text) {
  auto quantity = split(text, "a whole number with a unit, such as 512MiB");
  if (!quantity) return quantity.problem();
  int shift = shift_of(quantity->unit);
  if (shift < 0)
    return Problem{"'" + std::string(text) +
                       "' has an unknown unit; write bytes, or KiB, MiB, GiB, "
                       "TiB (KB, MB, GB, TB mean the same)",
                   EINVAL};
  if (quantity->number == 0) return Problem{"'" + std::string(text) + "' is no limit", EINVAL};
  // XFS counts with 63 bits.
  if (quantity->number > (std::uint64_t{INT64_MAX} >> shift))
    return Problem{"'" + std::string(text) + "' is too large", ERANGE};
  return quantity->number << shift;
}

Expected<std::chrono::milliseconds> parse_duration(std::string_view text) {
  auto quantity = split(text, "a whole number with a unit, such as 5secs");
  if (!quantity) return quantity.problem();
  std::uint64_t unit = milliseconds_of(quantity->unit);
  if (unit == 0)
    return Problem{"'" + std::string(text) + "' has an unknown unit; write ms, secs, mins or hrs",
                   EINVAL};
  if (quantity->number > 1'000'000)
    return Problem{"'" + std::string(text) + "' is too large", ERANGE};
  return std::chrono::milliseconds(quantity->number * unit);
}

std::string format_duration(std::chrono::milliseconds duration) {
  if (duration.count() % 1000 != 0) return std::to_string(duration.count()) + "ms";
  return std::to_string(duration.count() / 1000) + "secs";
}

std::string format_size(std::uint64_t bytes) {
  constexpr const char* units[] = {"", "KiB", "MiB", "GiB", "TiB"};
  std::size_t step = 0;
  while (step < 4 && bytes != 0 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++step;
  }
  return std::to_string(bytes) + (step == 0 ? " bytes" : units[step]);
}

}  // namespace quotadeck
