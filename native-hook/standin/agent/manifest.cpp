#include "manifest.hpp"

#include <functional>
#include <vector>

#include "files.hpp"
#include "json.hpp"
#include "log.hpp"

namespace standin {
namespace {

using json::Value;
using mesos::Modules;

/// How one field of a message takes a JSON value. Mesos reads JSON into protobuf by these rules:
/// null leaves the field unset, unknown keys are ignored, one object may stand for a list of one.
struct Field {
  std::string name;
  bool repeated;
  std::function<Try<Nothing>(const json::Object&)> take_object;  // empty: a string field
  std::function<void(const std::string&)> take_string;           // empty: a message field
};

Error unexpected(const char* type, const Field& field) {
  return Error(std::string("Not expecting a JSON ") + type + " for field '" + field.name + "'");
}

Try<Nothing> take(const Field& field, const Value& value) {
  if (value.as<json::Null>()) return Nothing();
  if (value.as<bool>()) return unexpected("boolean", field);
  if (value.as<int64_t>() || value.as<double>()) return unexpected("number", field);
  if (const auto* text = value.as<std::string>()) {
    if (!field.take_string) return unexpected("string", field);
    field.take_string(*text);
    return Nothing();
  }
  if (const auto* object = value.as<json::Object>()) {
    return field.take_object ? field.take_object(*object) : unexpected("object", field);
  }
  if (!field.repeated) return unexpected("array", field);
  for (const Value& item : *value.as<json::Array>()) {
    Try<Nothing> taken = take(field, item);
    if (taken.isError()) return taken;
  }
  return Nothing();
}

Try<Nothing> take_all(const json::Object& object, const std::vector<Field>& fields) {
  for (const auto& [key, value] : object) {
    for (const Field& field : fields) {
      if (field.name != key) continue;
      Try<Nothing> taken = take(field, value);
      if (taken.isError()) return taken;
    }
  }
  return Nothing();
}

Field string_field(const char* name, std::function<void(const std::string&)> set) {
  return {name, false, nullptr, std::move(set)};
}

Field list_field(const char* name, std::function<Try<Nothing>(const json::Object&)> add) {
  return {name, true, std::move(add), nullptr};
}

Try<Nothing> read_parameter(const json::Object& object, mesos::Parameter* out) {
  return take_all(
      object, {string_field("key", [out](const std::string& text) { out->set_key(text); }),
               string_field("value", [out](const std::string& text) { out->set_value(text); })});
}

Try<Nothing> read_module(const json::Object& object, Modules::Library::Module* out) {
  return take_all(object,
                  {string_field("name", [out](const std::string& text) { out->set_name(text); }),
                   list_field("parameters", [out](const json::Object& item) {
                     return read_parameter(item, out->add_parameters());
                   })});
}

Try<Nothing> read_library(const json::Object& object, Modules::Library* out) {
  return take_all(object,
                  {string_field("file", [out](const std::string& text) { out->set_file(text); }),
                   string_field("name", [out](const std::string& text) { out->set_name(text); }),
                   list_field("modules", [out](const json::Object& item) {
                     return read_module(item, out->add_modules());
                   })});
}

void find_missing(const Modules::Library::Module& module, const std::string& path,
                  std::vector<std::string>& missing) {
  for (int i = 0; i < module.parameters_size(); ++i) {
    const std::string prefix = path + ".parameters[" + std::to_string(i) + "].";
    if (!module.parameters(i).has_key()) missing.push_back(prefix + "key");
    if (!module.parameters(i).has_value()) missing.push_back(prefix + "value");
  }
}

Try<Nothing> check_required(const Modules& modules) {
  std::vector<std::string> missing;
  for (int i = 0; i < modules.libraries_size(); ++i) {
    const Modules::Library& library = modules.libraries(i);
    for (int k = 0; k < library.modules_size(); ++k) {
      find_missing(library.modules(k),
                   "libraries[" + std::to_string(i) + "].modules[" + std::to_string(k) + "]",
                   missing);
    }
  }
  if (missing.empty()) return Nothing();
  std::string names;
  for (const std::string& name : missing) names += (names.empty() ? "" : ", ") + name;
  return Error("Missing required fields: " + names);
}

/// A string literal as protobuf's text format escapes it: octal for what is not printable ASCII.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char ch : text) {
    const auto byte = static_cast<unsigned char>(ch);
    if (ch == '\n' || ch == '\r' || ch == '\t') {
      out += ch == '\n' ? "\\n" : ch == '\r' ? "\\r" : "\\t";
    } else if (ch == '"' || ch == '\'' || ch == '\\') {
      out += '\\';
      out += ch;
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += '\\';
      for (const int shift : {6, 3, 0}) out += static_cast<char>('0' + ((byte >> shift) & 7));
    } else {
      out += ch;
    }
  }
  return out + "\"";
}

std::string module_text(const Modules::Library::Module& module) {
  std::string out = "  modules {\n";
  if (module.has_name()) out += "    name: " + quoted(module.name()) + "\n";
  for (const mesos::Parameter& parameter : module.parameters()) {
    out += "    parameters {\n      key: " + quoted(parameter.key()) +
           "\n      value: " + quoted(parameter.value()) + "\n    }\n";
  }
  return out + "  }\n";
}

}  // namespace

Try<json::Object> read_json_object(const std::string& text) {
  if (text.empty() || text[0] != '/') return json::parse_object(text);
  log_warning(
      "Specifying an absolute filename to read a command line option out of without using "
      "'file:// is deprecated and will be removed in a future release. Simply adding 'file://' to "
      "the beginning of the path should eliminate this warning.");
  Try<std::string> content = read_file(text);
  if (content.isError()) return Error("Error reading file '" + text + "': " + content.error());
  return json::parse_object(content.get());
}

Try<Modules> parse_manifest(const std::string& text) {
  Try<json::Object> object = read_json_object(text);
  if (object.isError()) return Error(object.error());
  Modules modules;
  Try<Nothing> taken =
      take_all(object.get(), {list_field("libraries", [&modules](const json::Object& item) {
                 return read_library(item, modules.add_libraries());
               })});
  if (taken.isError()) return Error(taken.error());
  Try<Nothing> complete = check_required(modules);
  if (complete.isError()) return Error(complete.error());
  return modules;
}

std::string manifest_text(const Modules& modules) {
  std::string out;
  for (const Modules::Library& library : modules.libraries()) {
    out += "libraries {\n";
    if (library.has_file()) out += "  file: " + quoted(library.file()) + "\n";
    if (library.has_name()) out += "  name: " + quoted(library.name()) + "\n";
    for (const Modules::Library::Module& module : library.modules()) out += module_text(module);
    out += "}\n";
  }
  return out;
}

}  // namespace standin
