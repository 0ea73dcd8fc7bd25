#include "queries.h"

#include <array>
#include <string>

#include "options.h"

namespace telex_node {
namespace {

// presetIds(): {id, label}[]
Napi::Value PresetIds(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array presets = Napi::Array::New(env);
  telex_text id = {};
  telex_text label = {};
  for (std::uint32_t i = 0; telex_preset(i, &id, &label) == TELEX_OK; ++i) {
    Napi::Object preset = Napi::Object::New(env);
    preset.Set("id", TextOf(env, id));
    preset.Set("label", TextOf(env, label));
    presets.Set(i, preset);
  }
  return presets;
}

// range(entries): {label, start?, end?, fileName}
Napi::Value Range(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Handle<telex_options> options = OptionsOf(info[0]);
  telex_range range = {};
  range.size = sizeof range;
  Check(env, telex_options_range(options.get(), &range), options.get());
  Napi::Object answer = Napi::Object::New(env);
  answer.Set("label", TextOf(env, range.label));
  if (range.start.data != nullptr) answer.Set("start", TextOf(env, range.start));
  if (range.end.data != nullptr) answer.Set("end", TextOf(env, range.end));
  answer.Set("fileName", TextOf(env, range.file_name));
  return answer;
}

Napi::Value MessageOr(Napi::Env env, const char* message) {
  return *message == '\0' ? env.Undefined() : Napi::String::New(env, message);
}

// validateDate(text): string | undefined
Napi::Value ValidateDate(const Napi::CallbackInfo& info) {
  const std::string date = info[0].As<Napi::String>();
  std::array<char, 200> message = {};
  telex_validate_date(date.data(), date.size(), message.data(), message.size());
  return MessageOr(info.Env(), message.data());
}

// validateDateRange(from, to): string | undefined
Napi::Value ValidateDateRange(const Napi::CallbackInfo& info) {
  const std::string from = info[0].As<Napi::String>();
  const std::string to = info[1].As<Napi::String>();
  std::array<char, 200> message = {};
  telex_validate_date_range(from.data(), from.size(), to.data(), to.size(), message.data(), message.size());
  return MessageOr(info.Env(), message.data());
}

// suggestedFileName(entries): string
Napi::Value SuggestedFileName(const Napi::CallbackInfo& info) {
  const Handle<telex_options> options = OptionsOf(info[0]);
  telex_text name = {};
  Check(info.Env(), telex_options_suggested_file_name(options.get(), &name), options.get());
  return TextOf(info.Env(), name);
}

// fileFilter(entries): {label, extension}
Napi::Value FileFilter(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Handle<telex_options> options = OptionsOf(info[0]);
  telex_text label = {};
  telex_text extension = {};
  Check(env, telex_options_file_filter(options.get(), &label, &extension), options.get());
  Napi::Object filter = Napi::Object::New(env);
  filter.Set("label", TextOf(env, label));
  filter.Set("extension", TextOf(env, extension));
  return filter;
}

// selectFiles(entries, source): string[]
Napi::Value SelectFiles(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string source = info[1].As<Napi::String>();
  const Handle<telex_files> files = Owned(env, telex_files_new(OptionsOf(info[0]).get()));
  std::size_t count = 0;
  Check(env, telex_files_set_source_folder(files.get(), source.data(), source.size()), files.get());
  Check(env, telex_files_select(files.get(), &count), files.get());
  Napi::Array names = Napi::Array::New(env, count);
  for (std::size_t i = 0; i < count; ++i) {
    telex_text name = {};
    Check(env, telex_files_name(files.get(), i, &name), files.get());
    names.Set(static_cast<std::uint32_t>(i), TextOf(env, name));
  }
  return names;
}

}  // namespace

void DefineQueries(Napi::Env env, Napi::Object exports) {
  exports.Set("presetIds", Napi::Function::New<PresetIds>(env, "presetIds"));
  exports.Set("range", Napi::Function::New<Range>(env, "range"));
  exports.Set("validateDate", Napi::Function::New<ValidateDate>(env, "validateDate"));
  exports.Set("validateDateRange", Napi::Function::New<ValidateDateRange>(env, "validateDateRange"));
  exports.Set("suggestedFileName", Napi::Function::New<SuggestedFileName>(env, "suggestedFileName"));
  exports.Set("fileFilter", Napi::Function::New<FileFilter>(env, "fileFilter"));
  exports.Set("selectFiles", Napi::Function::New<SelectFiles>(env, "selectFiles"));
}

}  // namespace telex_node
