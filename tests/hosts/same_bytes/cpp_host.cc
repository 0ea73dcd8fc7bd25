// The C++ host of same_bytes_test.py: a whole export through the C++ API. Arguments: see there.
#include <cstdio>
#include <optional>
#include <string_view>

#include "telex/export.h"

int main(int argc, char** argv) {
  if (argc != 6 && argc != 7) {
    std::fprintf(stderr, "usage: cpp_host SOURCE OUT FORMAT PACKAGE NOW [TEMPORALITY]\n");
    return 2;
  }
  const std::optional<telex::Format> format = telex::ParseFormat(argv[3]);
  const std::optional<telex::Instant> now = telex::ParseInstant(argv[5]);
  if (!format.has_value() || !now.has_value()) {
    std::fprintf(stderr, "cpp_host: FORMAT or NOW is none\n");
    return 2;
  }
  telex::ExportOptions options;
  options.format = *format;
  options.package = std::string_view(argv[4]) == "dir" ? telex::PackageForm::kFolder : telex::PackageForm::kZip;
  options.now = *now;
  options.range = telex::DateRange::AllTime(*now);
  if (argc == 7 && std::string_view(argv[6]) == "cumulative") {
    options.otlp.temporality = telex::Temporality::kCumulative;
  }
  const absl::Status status = telex::ExportFolder(argv[1], argv[2], options, nullptr);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
