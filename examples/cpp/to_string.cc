// An export into a string: the events of one day as a JSON array.
//
//   telex_cpp_to_string TELEMETRY-FOLDER YYYY-MM-DD
#include <cstdio>
#include <string>

#include "telex/export.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: telex_cpp_to_string TELEMETRY-FOLDER YYYY-MM-DD\n");
    return 2;
  }
  telex::ExportOptions options;
  const auto range = telex::DateRange::FromDates(argv[2], argv[2]);
  if (!range.ok()) {
    // The message is made to be shown to a user.
    std::fprintf(stderr, "%s\n", std::string(range.status().message()).c_str());
    return 2;
  }
  options.range = *range;

  std::string array;
  const auto source = telex::NewFolderSource(argv[1]);
  telex::ExportReport report;
  const absl::Status status = telex::ExportToOutput(*source, telex::NewStringOutput(&array), options, &report);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return telex::IsNoEvents(status) ? 3 : 1;
  }
  std::fwrite(array.data(), 1, array.size(), stdout);
  return 0;
}
