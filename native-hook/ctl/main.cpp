// quotadeck-hookctl: see README.md.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "ctl/arguments.hpp"
#include "ctl/change.hpp"
#include "ctl/compare.hpp"
#include "ctl/facts.hpp"
#include "ctl/print.hpp"

namespace {

using namespace quotadeck;
using namespace quotadeck::ctl;

constexpr int kDifferent = 1;
constexpr int kFailed = 2;

int fail(const Problem& problem) {
  std::fprintf(stderr, "quotadeck-hookctl: %s\n", printable(problem.message).c_str());
  return kFailed;
}

int answer(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return std::fflush(stdout) == 0 ? 0 : fail(system_problem("cannot write the answer"));
}

int list(const Request& request) {
  auto registry = need_registry(request.options);
  if (!registry) return fail(registry.problem());
  auto projects = gather_projects(*registry);
  return answer(request.json ? list_json(projects) : list_text(projects));
}

int verify(const Request& request) {
  auto facts = gather(request.options);
  if (!facts) return fail(facts.problem());
  auto differences = compare(*facts, request.options);
  int written = answer(request.json ? differences_json(differences, *facts)
                                    : differences_text(differences, *facts));
  return written != 0 || differences.empty() ? written : kDifferent;
}

int run(const Request& request) {
  switch (request.command) {
    case Command::list:
      return list(request);
    case Command::verify:
      return verify(request);
    case Command::set_limit: {
      auto change = set_limit(request);
      if (!change) return fail(change.problem());
      return answer(request.json ? change_json(*change) : change_text(*change));
    }
    case Command::release: {
      auto released = release(request);
      if (!released) return fail(released.problem());
      return answer(request.json ? release_json(*released) : release_text(*released));
    }
    case Command::help:
      return answer(kUsage);
    case Command::version:
      return answer("quotadeck-hookctl " QUOTADECK_VERSION "\n");
  }
  return kFailed;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    auto request = parse_arguments({arguments + 1, arguments + count});
    return request ? run(*request) : fail(request.problem());
  } catch (const std::exception& error) {
    return fail({error.what()});
  }
}
