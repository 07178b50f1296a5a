#include <mesos/hook.hpp>
#include <mesos/module/hook.hpp>

// A second hook for agents in tests and demonstrations: it adds one variable to every Docker task,
// which is enough to see in what order hooks ran. A real fleet has hooks of other owners like it.

namespace {

constexpr char DEFAULT_NAME[] = "EXAMPLE_HOOK";
constexpr char DEFAULT_VALUE[] = "run";

class EnvironmentHook : public mesos::Hook {
 public:
  EnvironmentHook(std::string name, std::string value)
      : name_(std::move(name)), value_(std::move(value)) {}

  process::Future<Option<mesos::DockerTaskExecutorPrepareInfo>>
  slavePreLaunchDockerTaskExecutorDecorator(
      const Option<mesos::TaskInfo>&, const mesos::ExecutorInfo&, const std::string&,
      const std::string&, const std::string&,
      const Option<std::map<std::string, std::string>>&) override {
    mesos::DockerTaskExecutorPrepareInfo info;
    mesos::Environment::Variable* variable = info.mutable_taskenvironment()->add_variables();
    variable->set_name(name_);
    variable->set_value(value_);
    return Option<mesos::DockerTaskExecutorPrepareInfo>(info);
  }

 private:
  const std::string name_;
  const std::string value_;
};

/// Parameters: `name` and `value` of the variable; both optional.
mesos::Hook* create(const mesos::Parameters& parameters) {
  std::string name = DEFAULT_NAME;
  std::string value = DEFAULT_VALUE;
  for (const mesos::Parameter& parameter : parameters.parameter()) {
    if (parameter.key() == "name") name = parameter.value();
    if (parameter.key() == "value") value = parameter.value();
  }
  return new EnvironmentHook(name, value);
}

}  // namespace

extern "C" {
__attribute__((visibility("default"))) mesos::modules::Module<mesos::Hook>
    org_example_EnvironmentHook(MESOS_MODULE_API_VERSION, MESOS_VERSION, "Quotadeck",
                                "quotadeck@example.org", "Adds one environment variable", nullptr,
                                create);
}
