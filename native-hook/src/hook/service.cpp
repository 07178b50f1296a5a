#include "hook/service.hpp"

#include "hook/atomic_file.hpp"
#include "hook/log.hpp"
#include "hook/units.hpp"

namespace quotadeck {
namespace {

Result launch_safely(Keeper& keeper, const Launch& launch) {
  try {
    return keeper.launch(launch);
  } catch (const std::exception& error) {
    return launch_problem(launch, {error.what()});
  }
}

std::string grant_line(const Launch& launch, const Grant& grant) {
  return launch.container_name + ": project " + std::to_string(grant.project_id) + " limits " +
         grant.path + " to " + format_size(grant.limit_bytes);
}

}  // namespace

Service::Service(std::shared_ptr<Desk> desk)
    : desk_(std::move(desk)),
      deadlines_(desk_->keeper.options().launch_timeout),
      worker_(desk_->keeper.options().status_interval, [desk = desk_] { desk->report(); }) {}

Expected<std::unique_ptr<Service>> Service::start(Options options, BuildFacts build) {
  const std::string& file = options.status_file;
  if (auto made = make_directories(file.substr(0, file.rfind('/'))); !made) return made.problem();
  auto keeper = Keeper::open(std::move(options), std::move(build));
  if (!keeper) return keeper.problem();
  std::unique_ptr<Service> service(new Service(std::make_shared<Desk>(std::move(*keeper))));
  service->worker_.post([desk = service->desk_] { desk->keeper.recover(); });
  return service;
}

void Service::Desk::report() {
  for (const std::string& line : granted) log(Severity::info, line);
  granted.clear();
  // Not with the reports that follow launches: more launches may be on their way.
  auto now = std::chrono::steady_clock::now();
  if (now >= look_due) {
    keeper.look_beneath();
    look_due = now + keeper.options().status_interval;
  }
  keeper.report();
  if (keeper.options().status_labels) index.replace(keeper.projects());
}

void Service::Desk::work_on(const Launch& launch, Answer& answer) {
  if (answer.given()) return keeper.timed_out(launch);
  Result result = launch_safely(keeper, launch);
  // Before the answer: the first status of the task carries the labels.
  if (result && *result && keeper.options().status_labels)
    index.add(launch.framework_id, launch.executor_id,
              {(*result)->project_id, (*result)->limit_bytes, std::nullopt});
  bool in_time = answer.give(result);
  // Neither before nor at once: the log's disk may be slow as well.
  if (result && *result) granted.push_back(grant_line(launch, **result));
  if (in_time) return;
  if (result && *result) {
    keeper.too_late(launch, **result);
  } else {
    keeper.timed_out(launch);
  }
}

void Service::Desk::give_up(const Launch& launch, Answer& answer) const {
  if (answer.given()) return;
  Result late =
      refusal(launch, "no answer within " + format_duration(keeper.options().launch_timeout) +
                          " (launch_timeout); a file system is stuck or very slow");
  if (answer.give(late)) log(Severity::error, launch.container_name + ": the launch has timed out");
}

Result Service::Desk::refusal(const Launch& launch, const std::string& reason) const {
  if (keeper.options().fail_launch) return launch_problem(launch, {reason, ETIMEDOUT});
  return std::optional<Grant>{};
}

// On the agent's own thread: what can be left to the others is.
void Service::launch(Launch launch, Reply reply) {
  // No disk is needed to see that no quota is wanted: such tasks start even when one is stuck.
  auto wish = read_wish(launch, desk_->keeper.options());
  if (wish && !*wish) return reply(std::optional<Grant>{});
  if (desk_->waiting >= kMaxLaunches)
    return reply(desk_->refusal(launch, std::to_string(kMaxLaunches) +
                                            " launches are waiting already; is a file system "
                                            "stuck?"));
  auto asked = std::make_shared<const Launch>(std::move(launch));
  auto answer = make_answer(asked, std::move(reply));
  bool posted = worker_.post([desk = desk_, asked, answer] { desk->work_on(*asked, *answer); });
  if (!posted)
    answer->give(
        desk_->refusal(*asked, "too much work is waiting already; is a file system stuck?"));
}

std::shared_ptr<Answer> Service::make_answer(const std::shared_ptr<const Launch>& launch,
                                             Reply reply) {
  ++desk_->waiting;
  auto answer =
      std::make_shared<Answer>([desk = desk_, reply = std::move(reply)](const Result& result) {
        --desk->waiting;
        reply(result);
      });
  deadlines_.add([desk = desk_, launch, answer] { desk->give_up(*launch, *answer); });
  return answer;
}

void Service::executor_removed(const std::string& framework_id, const std::string& executor_id) {
  bool posted = worker_.post([desk = desk_, framework_id, executor_id] {
    desk->keeper.executor_removed(framework_id, executor_id);
  });
  // Its project is freed with its directory all the same.
  if (!posted) log(Severity::warning, executor_id + ": not released, too much work is waiting");
}

std::optional<QuotaIndex::Entry> Service::quota_of(const std::string& framework_id,
                                                   const std::string& executor_id) const {
  return desk_->index.find(framework_id, executor_id);
}

}  // namespace quotadeck
