// What the command answers, for people and as JSON.
#pragma once

#include <string>
#include <vector>

#include "ctl/change.hpp"
#include "ctl/compare.hpp"
#include "ctl/facts.hpp"

namespace quotadeck::ctl {

/// All end in a line break. Names come from tasks: control characters are made visible.
std::string list_text(const std::vector<ProjectFacts>& projects);
std::string list_json(const std::vector<ProjectFacts>& projects);
std::string differences_text(const std::vector<Difference>& differences, const Facts& facts);
std::string differences_json(const std::vector<Difference>& differences, const Facts& facts);
std::string change_text(const LimitChange& change);
std::string change_json(const LimitChange& change);
std::string release_text(const Release& release);
std::string release_json(const Release& release);

/// The text with control characters and DEL as \xNN, so that a name cannot drive the terminal.
std::string printable(const std::string& text);

}  // namespace quotadeck::ctl
