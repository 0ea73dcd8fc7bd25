// Makes a corpus in a new folder: `telex_corpus FOLDER [--OPTION N]...`, the options of corpus.h. Exit status: 0 done, 1
// something failed, 2 wrong usage.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "corpus.h"

namespace {

constexpr char kUsage[] =
    "Usage: telex_corpus FOLDER [--events N] [--days N] [--sessions N] [--parts N] [--session-hours N] [--seed N]\n";

bool SetOption(std::string_view name, const char* value, telex_bench::CorpusOptions* options) {
  char* end = nullptr;
  const unsigned long long number = std::strtoull(value, &end, 10);
  if (end == value || *end != '\0') return false;
  if (name == "--seed") {
    options->seed = number;
    return true;
  }
  if (number == 0) return false;
  if (name == "--events") {
    options->events = number;
    return true;
  }
  if (number > 100'000) return false;
  int* const count = name == "--days"            ? &options->days
                     : name == "--sessions"      ? &options->sessions
                     : name == "--parts"         ? &options->parts
                     : name == "--session-hours" ? &options->session_hours
                                                 : nullptr;
  if (count == nullptr) return false;
  *count = static_cast<int>(number);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  telex_bench::CorpusOptions options;
  bool good = argc >= 2 && argc % 2 == 0 && argv[1][0] != '-';
  for (int i = 2; good && i + 1 < argc; i += 2) good = SetOption(argv[i], argv[i + 1], &options);
  if (!good) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  std::error_code error;
  std::filesystem::create_directory(argv[1], error);
  if (error) {
    std::fprintf(stderr, "telex_corpus: %s: %s\n", argv[1], error.message().c_str());
    return 1;
  }
  const absl::Status status = telex_bench::WriteCorpus(options, argv[1]);
  if (!status.ok()) std::fprintf(stderr, "telex_corpus: %s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 1;
}
