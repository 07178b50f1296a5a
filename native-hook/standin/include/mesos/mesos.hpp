#pragma once

#include <google/protobuf/standin_fields.h>

#include <cstdint>
#include <string>

namespace mesos {

#define STANDIN_ID(TYPE)  \
  class TYPE {            \
   public:                \
    STANDIN_MESSAGE(TYPE) \
    STANDIN_STRING(value) \
  };

STANDIN_ID(FrameworkID)
STANDIN_ID(SlaveID)
STANDIN_ID(TaskID)
STANDIN_ID(ExecutorID)
#undef STANDIN_ID

class ContainerID {
 public:
  STANDIN_MESSAGE(ContainerID)
  STANDIN_STRING(value)
  STANDIN_FIELD(ContainerID, parent)
};

class Parameter {
 public:
  STANDIN_MESSAGE(Parameter)
  STANDIN_STRING(key)
  STANDIN_STRING(value)
};

class Parameters {
 public:
  STANDIN_MESSAGE(Parameters)
  STANDIN_REPEATED(Parameter, parameter)
};

class Label {
 public:
  STANDIN_MESSAGE(Label)
  STANDIN_STRING(key)
  STANDIN_STRING(value)
};

class Labels {
 public:
  STANDIN_MESSAGE(Labels)
  STANDIN_REPEATED(Label, labels)
};

class Secret_Value {
 public:
  STANDIN_MESSAGE(Secret_Value)
  STANDIN_STRING(data)
};

class Secret {
 public:
  using Value = Secret_Value;
  STANDIN_MESSAGE(Secret)
  STANDIN_FIELD(Secret_Value, value)
};

enum Environment_Variable_Type {
  Environment_Variable_Type_UNKNOWN = 0,
  Environment_Variable_Type_VALUE = 1,
  Environment_Variable_Type_SECRET = 2,
};

class Environment_Variable {
 public:
  using Type = Environment_Variable_Type;
  static constexpr Type UNKNOWN = Environment_Variable_Type_UNKNOWN;
  static constexpr Type VALUE = Environment_Variable_Type_VALUE;
  static constexpr Type SECRET = Environment_Variable_Type_SECRET;

  STANDIN_MESSAGE(Environment_Variable)
  STANDIN_STRING(name)
  STANDIN_SCALAR(Environment_Variable_Type, type, Environment_Variable_Type_VALUE)
  STANDIN_STRING(value)
  STANDIN_FIELD(Secret, secret)
};

class Environment {
 public:
  using Variable = Environment_Variable;
  STANDIN_MESSAGE(Environment)
  STANDIN_REPEATED(Environment_Variable, variables)
  void MergeFrom(const Environment& that) { mutable_variables()->MergeFrom(that.variables()); }
};

/// Environment to add to a Docker task and to its executor. Accessors are lower case because
/// protobuf's generator lowers `executorEnvironment`.
class DockerTaskExecutorPrepareInfo {
 public:
  STANDIN_MESSAGE(DockerTaskExecutorPrepareInfo)
  STANDIN_FIELD(Environment, executorenvironment)
  STANDIN_FIELD(Environment, taskenvironment)
  void MergeFrom(const DockerTaskExecutorPrepareInfo& that) {
    if (that.has_executorenvironment()) {
      mutable_executorenvironment()->MergeFrom(that.executorenvironment());
    }
    if (that.has_taskenvironment()) mutable_taskenvironment()->MergeFrom(that.taskenvironment());
  }
};

class CommandInfo_URI {
 public:
  STANDIN_MESSAGE(CommandInfo_URI)
  STANDIN_STRING(value)
};

class CommandInfo {
 public:
  using URI = CommandInfo_URI;
  STANDIN_MESSAGE(CommandInfo)
  STANDIN_REPEATED(CommandInfo_URI, uris)
  STANDIN_FIELD(Environment, environment)
  STANDIN_SCALAR(bool, shell, true)
  STANDIN_STRING(value)
  STANDIN_REPEATED_STRING(arguments)
  STANDIN_STRING(user)
};

enum Value_Type {
  Value_Type_SCALAR = 0,
  Value_Type_RANGES = 1,
  Value_Type_SET = 2,
  Value_Type_TEXT = 3,
};

class Value_Scalar {
 public:
  STANDIN_MESSAGE(Value_Scalar)
  STANDIN_SCALAR(double, value, 0)
};

class Value_Text {
 public:
  STANDIN_MESSAGE(Value_Text)
  STANDIN_STRING(value)
};

class Value {
 public:
  using Type = Value_Type;
  using Scalar = Value_Scalar;
  using Text = Value_Text;
  static constexpr Type SCALAR = Value_Type_SCALAR;
  static constexpr Type RANGES = Value_Type_RANGES;
  static constexpr Type SET = Value_Type_SET;
  static constexpr Type TEXT = Value_Type_TEXT;

  STANDIN_MESSAGE(Value)
  STANDIN_SCALAR(Value_Type, type, Value_Type_SCALAR)
  STANDIN_FIELD(Value_Scalar, scalar)
  STANDIN_FIELD(Value_Text, text)
};

class Attribute {
 public:
  STANDIN_MESSAGE(Attribute)
  STANDIN_STRING(name)
  STANDIN_SCALAR(Value_Type, type, Value_Type_SCALAR)
  STANDIN_FIELD(Value_Scalar, scalar)
  STANDIN_FIELD(Value_Text, text)
};

class Resource_DiskInfo {
 public:
  STANDIN_MESSAGE(Resource_DiskInfo)
};

class Resource {
 public:
  using DiskInfo = Resource_DiskInfo;
  STANDIN_MESSAGE(Resource)
  STANDIN_STRING(name)
  STANDIN_SCALAR(Value_Type, type, Value_Type_SCALAR)
  STANDIN_FIELD(Value_Scalar, scalar)
  STANDIN_STRING(role)
  STANDIN_FIELD(Resource_DiskInfo, disk)
};

enum ContainerInfo_Type { ContainerInfo_Type_DOCKER = 1, ContainerInfo_Type_MESOS = 2 };

class ContainerInfo_DockerInfo {
 public:
  STANDIN_MESSAGE(ContainerInfo_DockerInfo)
  STANDIN_STRING(image)
  STANDIN_REPEATED(Parameter, parameters)
};

class ContainerInfo {
 public:
  using Type = ContainerInfo_Type;
  using DockerInfo = ContainerInfo_DockerInfo;
  static constexpr Type DOCKER = ContainerInfo_Type_DOCKER;
  static constexpr Type MESOS = ContainerInfo_Type_MESOS;

  STANDIN_MESSAGE(ContainerInfo)
  STANDIN_SCALAR(ContainerInfo_Type, type, ContainerInfo_Type_DOCKER)
  STANDIN_STRING(hostname)
  STANDIN_FIELD(ContainerInfo_DockerInfo, docker)
};

class FrameworkInfo {
 public:
  STANDIN_MESSAGE(FrameworkInfo)
  STANDIN_STRING(user)
  STANDIN_STRING(name)
  STANDIN_FIELD(FrameworkID, id)
  STANDIN_SCALAR(double, failover_timeout, 0)
  STANDIN_SCALAR(bool, checkpoint, false)
  STANDIN_STRING(role)
  STANDIN_STRING(hostname)
  STANDIN_STRING(principal)
  STANDIN_FIELD(Labels, labels)
};

class ExecutorInfo {
 public:
  STANDIN_MESSAGE(ExecutorInfo)
  STANDIN_FIELD(ExecutorID, executor_id)
  STANDIN_FIELD(FrameworkID, framework_id)
  STANDIN_FIELD(CommandInfo, command)
  STANDIN_FIELD(ContainerInfo, container)
  STANDIN_REPEATED(Resource, resources)
  STANDIN_STRING(name)
  STANDIN_STRING(source)
  STANDIN_STRING(data)
  STANDIN_FIELD(Labels, labels)
};

class TaskInfo {
 public:
  STANDIN_MESSAGE(TaskInfo)
  STANDIN_STRING(name)
  STANDIN_FIELD(TaskID, task_id)
  STANDIN_FIELD(SlaveID, slave_id)
  STANDIN_REPEATED(Resource, resources)
  STANDIN_FIELD(ExecutorInfo, executor)
  STANDIN_FIELD(CommandInfo, command)
  STANDIN_FIELD(ContainerInfo, container)
  STANDIN_STRING(data)
  STANDIN_FIELD(Labels, labels)
};

class SlaveInfo {
 public:
  STANDIN_MESSAGE(SlaveInfo)
  STANDIN_STRING(hostname)
  STANDIN_SCALAR(int32_t, port, 5051)
  STANDIN_REPEATED(Resource, resources)
  STANDIN_REPEATED(Attribute, attributes)
  STANDIN_FIELD(SlaveID, id)
  STANDIN_SCALAR(bool, checkpoint, false)
};

enum TaskState {
  TASK_STARTING = 0,
  TASK_RUNNING = 1,
  TASK_FINISHED = 2,
  TASK_FAILED = 3,
  TASK_KILLED = 4,
  TASK_LOST = 5,
  TASK_STAGING = 6,
};

class ContainerStatus {
 public:
  STANDIN_MESSAGE(ContainerStatus)
  STANDIN_FIELD(ContainerID, container_id)
};

class TaskStatus {
 public:
  STANDIN_MESSAGE(TaskStatus)
  STANDIN_FIELD(TaskID, task_id)
  STANDIN_SCALAR(TaskState, state, TASK_STARTING)
  STANDIN_STRING(message)
  STANDIN_FIELD(SlaveID, slave_id)
  STANDIN_FIELD(ExecutorID, executor_id)
  STANDIN_FIELD(Labels, labels)
  STANDIN_FIELD(ContainerStatus, container_status)
};

}  // namespace mesos
