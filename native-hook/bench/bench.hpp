// What the measurements share, and what each of them answers.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "quota/expected.hpp"

namespace quotadeck::bench {

/// Medians in microseconds.
struct LaunchTimes {
  double floor = 0;           // the bare system calls
  double hook = 0;            // from the decorator's call to its future being ready
  double xfs_quota = 0;       // mkdir and two runs of xfs_quota
  double returned = 0;        // from the decorator's call to its return
  double nothing = 0;         // what the measuring itself adds to each of these
  double registry_write = 0;  // one durable write of a registry as large as the hook's
};

/// Medians in milliseconds.
struct StatusTimes {
  double floor = 0;              // Q_XGETNEXTQUOTA over all projects
  double hook = 0;               // the hook's whole report, status file included
  double bytes_per_project = 0;  // of the status file, without names
};

/// `mount` is an XFS with project quotas, all of whose projects are the benchmark's.
LaunchTimes measure_launches(const std::string& mount);
StatusTimes measure_status(const std::string& mount, std::uint32_t projects);

template <typename Work>
double microseconds(Work work) {
  auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

inline double median(std::vector<double> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The value, or the end of the benchmark with the reason: a number that stands for a failure
/// would mislead.
template <typename T>
T must(Expected<T> result) {
  if (result) return std::move(*result);
  std::cerr << "hook_bench: " << result.problem().message << "\n";
  std::exit(1);
}

inline void must(bool done, const char* what) {
  if (!done) must(Expected<Done>(system_problem(what)));
}

}  // namespace quotadeck::bench
