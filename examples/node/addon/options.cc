#include "options.h"

namespace telex_node {
namespace {

telex_status SetList(telex_options* options, const char* name, const Napi::Array& list) {
  telex_status status = telex_options_set_text(options, name, "", 0);
  for (std::uint32_t i = 0; status >= 0 && i < list.Length(); ++i) {
    const std::string text = list.Get(i).As<Napi::String>();
    status = telex_options_add_text(options, name, text.data(), text.size());
  }
  return status;
}

telex_status Set(telex_options* options, const char* name, const Napi::Value& value) {
  if (value.IsBoolean()) return telex_options_set_bool(options, name, value.As<Napi::Boolean>() ? 1 : 0);
  if (value.IsNumber()) return telex_options_set_integer(options, name, value.As<Napi::Number>().Int64Value());
  if (value.IsArray()) return SetList(options, name, value.As<Napi::Array>());
  const std::string text = value.As<Napi::String>();
  return telex_options_set_text(options, name, text.data(), text.size());
}

}  // namespace

Napi::Error StatusError(Napi::Env env, telex_status status, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", telex_status_name(status));
  return error;
}

Handle<telex_options> OptionsOf(const Napi::Value& entries) {
  const Napi::Env env = entries.Env();
  Handle<telex_options> options = Owned(env, telex_options_new());
  const Napi::Array list = entries.As<Napi::Array>();
  for (std::uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::Array entry = list.Get(i).As<Napi::Array>();
    const std::string name = entry.Get(0u).As<Napi::String>();
    const telex_status status = Set(options.get(), name.c_str(), entry.Get(1u));
    if (status < 0) {
      Napi::Error error = StatusError(env, status, ErrorText(options.get()));
      error.Set("option", name);
      throw error;
    }
  }
  return options;
}

}  // namespace telex_node
