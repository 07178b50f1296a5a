#pragma once

#include <sstream>
#include <string>

/// The text that operator<< writes for the value.
template <typename T>
std::string stringify(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}
