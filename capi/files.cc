// telex_files: which files a range needs.
#include <string>
#include <utility>
#include <vector>

#include "guard.h"
#include "host_calls.h"
#include "host_source.h"
#include "option_values.h"
#include "telex.h"
#include "telex/telemetry_files.h"

struct telex_files {
  explicit telex_files(const telex::capi::OptionValues& values) : options(values) {}

  telex::capi::ErrorText error;
  telex::capi::OptionValues options;
  telex::capi::SourceChoice source_choice;
  std::vector<std::string> names;
};

using telex::capi::Guard;
using telex::capi::Outcome;

telex_files* telex_files_new(const telex_options* options) { return telex::capi::NewHandle<telex_files>(options); }

void telex_files_free(telex_files* files) { delete files; }

const char* telex_files_error(const telex_files* files) { return telex::capi::ErrorOf(files); }

telex_status telex_files_set_source_folder(telex_files* files, const char* path, size_t length) {
  return Guard(files, [&]() -> Outcome { return files->source_choice.SetFolder(path, length); });
}

telex_status telex_files_set_source(telex_files* files, const telex_source* source, void* user_data) {
  return Guard(files,
               [&]() -> Outcome { return files->source_choice.SetTable(source, user_data, /*list_alone=*/true); });
}

telex_status telex_files_select(telex_files* files, size_t* count) {
  return Guard(files, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequirePointer(count, "count"));
    if (!files->source_choice.set()) return Outcome::InvalidState("no source is set");
    const absl::StatusOr<telex::ExportOptions> options = files->options.Resolve();
    if (!options.ok()) return options.status();
    telex::capi::HostCalls calls;
    absl::StatusOr<std::vector<std::string>> names =
        telex::SelectFiles(*files->source_choice.Make(calls), options->range, options->file_slack_days);
    if (!names.ok()) return calls.Tell(names.status());
    files->names = *std::move(names);
    *count = files->names.size();
    return {};
  });
}

telex_status telex_files_name(telex_files* files, size_t index, telex_text* name) {
  return Guard(files, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequirePointer(name, "name"));
    if (index >= files->names.size()) {
      return Outcome::InvalidArgument("index is " + std::to_string(index) + " of " +
                                      std::to_string(files->names.size()));
    }
    *name = telex::capi::TextOf(files->names[index]);
    return {};
  });
}
