#pragma once

/// The value of an operation that can fail but returns nothing.
struct Nothing {
  bool operator==(const Nothing&) const { return true; }
  bool operator!=(const Nothing&) const { return false; }
};
