// What tests/load/load.py runs. Exit status: 0 all is as it must be, 1 something is not, 2 wrong usage.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "tests/load/kinds.h"

namespace {

constexpr char kUsage[] =
    "Usage: telex_load together TELEMETRY EXPORTS  each gives the bytes that it gives alone\n"
    "       telex_load loop TELEMETRY SECONDS      memory stays, and what is written\n"
    "       telex_load tally MARKER...             counts the texts behind each, in standard input\n";

int Run(const std::string& what, const std::vector<std::string>& arguments) {
  if (what == "tally" && !arguments.empty()) return telex_load::Tally(arguments);
  if (arguments.size() == 2) {
    char* end = nullptr;
    const double number = std::strtod(arguments[1].c_str(), &end);
    if (*end == '\0' && number > 0 && number < 1e6) {
      if (what == "together") return telex_load::RunTogether(arguments[0], static_cast<int>(number));
      if (what == "loop") return telex_load::RunInLoop(arguments[0], number);
    }
  }
  std::fputs(kUsage, stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc > 1 ? argv[1] : "", std::vector<std::string>(argv + (argc > 1 ? 2 : 1), argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "telex_load: %s\n", error.what());
    return 1;
  }
}
