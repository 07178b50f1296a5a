// The hook as Mesos sees it. The only code that includes Mesos's headers, beside note.cpp; one
// source for Mesos 1.2 to 1.12. Nothing may throw across this border: it would end the agent.
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <mesos/hook.hpp>
#include <mesos/mesos.hpp>
#include <mesos/module.hpp>
#include <mesos/module/hook.hpp>
#include <mesos/module/module.hpp>

#include <process/future.hpp>

#include <stout/error.hpp>
#include <stout/none.hpp>
#include <stout/nothing.hpp>
#include <stout/option.hpp>
#include <stout/result.hpp>
#include <stout/try.hpp>

#include "hook/log.hpp"
#include "hook/own_library.hpp"
#include "hook/service.hpp"
#include "mesos/agent_work_dir.hpp"

namespace {

using PrepareInfo = mesos::DockerTaskExecutorPrepareInfo;
using Variables = std::map<std::string, std::string>;

constexpr const char* kPrefix = "XFS_QUOTA_";

void take(Variables& variables, const std::string& name, const std::string& value) {
  if (name.compare(0, std::char_traits<char>::length(kPrefix), kPrefix) == 0)
    variables[name] = value;
}

// Variables have a type since Mesos 1.3; before, none can be a secret.
template <typename V>
auto is_secret(const V& variable, int) -> decltype(variable.type() == V::SECRET) {
  return variable.type() == V::SECRET;
}

template <typename V>
bool is_secret(const V&, long) {
  return false;
}

void take_all(Variables& variables, const mesos::CommandInfo& command) {
  for (int i = 0; i < command.environment().variables_size(); ++i) {
    const auto& variable = command.environment().variables(i);
    if (!is_secret(variable, 0)) take(variables, variable.name(), variable.value());
  }
}

// Later ones win: the task's own, before the executor's, before the agent's.
Variables gather(const Option<mesos::TaskInfo>& task, const mesos::ExecutorInfo& executor,
                 const Option<Variables>& env) {
  Variables variables;
  if (env.isSome())
    for (const auto& entry : env.get()) take(variables, entry.first, entry.second);
  if (executor.has_command()) take_all(variables, executor.command());
  if (task.isSome() && task.get().has_command()) take_all(variables, task.get().command());
  return variables;
}

// The task's share of the sandbox's disk: volumes have a `disk` part of their own.
std::optional<std::uint64_t> disk_bytes(const mesos::TaskInfo& task) {
  double megabytes = 0;
  for (const mesos::Resource& resource : task.resources())
    if (resource.name() == "disk" && resource.has_scalar() && !resource.has_disk())
      megabytes += resource.scalar().value();
  constexpr double kLargest = 1e12;
  if (!(megabytes > 0) || megabytes > kLargest) return std::nullopt;
  return static_cast<std::uint64_t>(megabytes * 1024 * 1024);
}

quotadeck::Launch describe(const Option<mesos::TaskInfo>& task, const mesos::ExecutorInfo& executor,
                           const std::string& container, const std::string& sandbox,
                           const Option<Variables>& env) {
  quotadeck::Launch launch;
  launch.container_name = container;
  launch.sandbox = sandbox;
  launch.executor_id = executor.executor_id().value();
  launch.framework_id = executor.framework_id().value();
  launch.variables = gather(task, executor, env);
  if (task.isSome()) {
    launch.task_id = task.get().task_id().value();
    launch.disk_bytes = disk_bytes(task.get());
  }
  return launch;
}

void put(mesos::Environment* environment, const char* name, const std::string& value) {
  auto* variable = environment->add_variables();
  variable->set_name(name);
  variable->set_value(value);
}

void put_grant(mesos::Environment* environment, const quotadeck::Grant& grant) {
  put(environment, "XFS_QUOTA_PROJECT_ID", std::to_string(grant.project_id));
  put(environment, "XFS_QUOTA_LIMIT_BYTES", std::to_string(grant.limit_bytes));
}

void put_label(mesos::Labels* labels, const char* key, std::uint64_t value) {
  auto* label = labels->add_labels();
  label->set_key(key);
  label->set_value(std::to_string(value));
}

void put_labels(mesos::Labels* labels, const quotadeck::QuotaIndex::Entry& quota) {
  put_label(labels, "XFS_QUOTA_PROJECT_ID", quota.project_id);
  put_label(labels, "XFS_QUOTA_LIMIT_BYTES", quota.limit_bytes);
  if (quota.used_bytes) put_label(labels, "XFS_QUOTA_USED_BYTES", *quota.used_bytes);
}

PrepareInfo answer(const quotadeck::Grant& grant) {
  PrepareInfo info;
  // Spelled like this since the hook's first design; frameworks look for it.
  put(info.mutable_taskenvironment(), "QOUTAHOOK_TASK", "run");
  put_grant(info.mutable_taskenvironment(), grant);
  put(info.mutable_executorenvironment(), "QOUTAHOOK_EXECUTOR", "run");
  put_grant(info.mutable_executorenvironment(), grant);
  return info;
}

// Of the exception that is being handled.
std::string what_was_thrown() {
  try {
    throw;
  } catch (const std::exception& error) {
    return std::string("Quotadeck: ") + error.what();
  } catch (...) {
    return "Quotadeck: an unknown exception";
  }
}

// What it overrides stands in the note as well (note.cpp).
class XfsQuotaHook : public mesos::Hook {
 public:
  explicit XfsQuotaHook(std::unique_ptr<quotadeck::Service> service)
      : service_(std::move(service)) {}

  process::Future<Option<PrepareInfo>> slavePreLaunchDockerTaskExecutorDecorator(
      const Option<mesos::TaskInfo>& task, const mesos::ExecutorInfo& executor,
      const std::string& container, const std::string& sandbox, const std::string&,
      const Option<Variables>& env) override {
    try {
      return start(describe(task, executor, container, sandbox, env));
    } catch (...) {
      return process::Failure(what_was_thrown());
    }
  }

  // Of what it returns the agent takes the labels, and takes them for all there are.
  Result<mesos::TaskStatus> slaveTaskStatusDecorator(const mesos::FrameworkID& framework,
                                                     const mesos::TaskStatus& status) override {
    try {
      const std::string& executor =
          status.has_executor_id() && !status.executor_id().value().empty()
              ? status.executor_id().value()
              : status.task_id().value();
      auto quota = service_->quota_of(framework.value(), executor);
      if (!quota) return None();
      mesos::TaskStatus labelled;
      labelled.CopyFrom(status);
      put_labels(labelled.mutable_labels(), *quota);
      return labelled;
    } catch (...) {
      return Error(what_was_thrown());
    }
  }

  Try<Nothing> slaveRemoveExecutorHook(const mesos::FrameworkInfo&,
                                       const mesos::ExecutorInfo& executor) override {
    try {
      service_->executor_removed(executor.framework_id().value(), executor.executor_id().value());
      return Nothing();
    } catch (...) {
      return Error(what_was_thrown());
    }
  }

 private:
  // The promise is kept from the service's thread: the agent's actor goes on at once.
  process::Future<Option<PrepareInfo>> start(quotadeck::Launch launch) {
    auto promise = std::make_shared<process::Promise<Option<PrepareInfo>>>();
    service_->launch(std::move(launch), [promise](const auto& granted) {
      // One that is never kept would keep the container waiting for ever.
      try {
        keep(*promise, granted);
      } catch (...) {
        promise->fail(what_was_thrown());
      }
    });
    return promise->future();
  }

  static void keep(process::Promise<Option<PrepareInfo>>& promise,
                   const quotadeck::Result& granted) {
    if (!granted) {
      promise.fail(granted.problem().message);
    } else if (*granted) {
      promise.set(Option<PrepareInfo>(answer(**granted)));
    } else {
      promise.set(Option<PrepareInfo>(None()));
    }
  }

  std::unique_ptr<quotadeck::Service> service_;
};

quotadeck::Expected<quotadeck::Options> read_parameters(const mesos::Parameters& parameters) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const mesos::Parameter& parameter : parameters.parameter())
    pairs.emplace_back(parameter.key(), parameter.value());
  return quotadeck::parse_options(pairs);
}

quotadeck::BuildFacts build_facts(const char* module_name) {
  quotadeck::OwnLibrary library = quotadeck::own_library();
  return {QUOTADECK_VERSION, library.build_id, MESOS_VERSION, library.path, module_name};
}

// Mesos has no place for a reason when a module is not created: the log is the only one.
mesos::Hook* refuse(const char* module_name, const std::string& reason) {
  quotadeck::log(quotadeck::Severity::error,
                 std::string(module_name) + " refuses to start: " + reason);
  return nullptr;
}

mesos::Hook* create(const char* module_name, const mesos::Parameters& parameters) {
  try {
    auto options = read_parameters(parameters);
    if (!options) return refuse(module_name, options.problem().message);
    options->work_dir = quotadeck::agent_work_dir();
    auto service = quotadeck::Service::start(*options, build_facts(module_name));
    if (!service) return refuse(module_name, service.problem().message);
    return new XfsQuotaHook(std::move(*service));
  } catch (...) {
    return refuse(module_name, what_was_thrown());
  }
}

mesos::Hook* create_quotadeck(const mesos::Parameters& parameters) {
  return create("org_quotadeck_XfsQuotaHook", parameters);
}

mesos::Hook* create_demo(const mesos::Parameters& parameters) {
  return create("demo_mesos_xfsquotahook", parameters);
}

constexpr const char* kDescription = "Limits Docker containers with XFS project quotas";

}  // namespace

__attribute__((visibility("default"))) mesos::modules::Module<mesos::Hook>
    org_quotadeck_XfsQuotaHook(MESOS_MODULE_API_VERSION, MESOS_VERSION, "Quotadeck", "",
                               kDescription, nullptr, create_quotadeck);

// The name under which manifests written for the hook's first design load it.
__attribute__((visibility("default"))) mesos::modules::Module<mesos::Hook> demo_mesos_xfsquotahook(
    MESOS_MODULE_API_VERSION, MESOS_VERSION, "Quotadeck", "", kDescription, nullptr, create_demo);
