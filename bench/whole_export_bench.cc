// Whole exports by the command line, each beside the floor, on corpora that it makes itself: time, memory, descriptors.
// See README.md. Exit status: 0 done, 1 something failed, 2 wrong usage, 3 a goal was missed (with --check).

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "corpus.h"
#include "export_runs.h"
#include "figures.h"
#include "floor.h"
#include "process.h"

namespace telex_bench {
namespace {

namespace fs = std::filesystem;

#if defined(TELEX_BENCH_CLI)
constexpr char kDefaultCli[] = TELEX_BENCH_CLI;
#else
constexpr char kDefaultCli[] = "";
#endif

constexpr char kUsage[] =
    "Usage: whole_export_bench [--cli PATH] [--corpus DIR] [--runs N] [--events N] [--json FILE] [--check]\n"
    "\n"
    "  --cli PATH    the command line to measure; default: the one of this build\n"
    "  --corpus DIR  keep the corpora here, and use those of a run before; default: a temporary folder\n"
    "  --runs N      pairs of runs of each export (7)\n"
    "  --events N    events of the large corpus (240000); the others shrink likewise\n"
    "  --json FILE   write the figures as JSON, too\n"
    "  --check       exit with status 3 where a goal is missed\n";

// The goals: upper limits.
constexpr double kGoalRatio = 2.0;
constexpr double kGoalGrowth = 1.2;
constexpr double kGoalRssMb = 16.0;
constexpr double kGoalDescriptors = 24;

constexpr int kFewSessions = 3;
constexpr int kManySessions = 3'000;
constexpr int kOpenSessions = 256;
constexpr std::uint64_t kEvents = 240'000;
constexpr std::uint64_t kEventsOfDay = 42'000;  // 14 MB

struct Arguments {
  std::string cli = kDefaultCli;
  std::string corpus;
  std::string json;
  int runs = 7;
  std::uint64_t events = kEvents;
  bool check = false;
};

bool ParseArguments(const std::vector<std::string>& words, Arguments* arguments) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--check") {
      arguments->check = true;
      continue;
    }
    if (i + 1 == words.size()) return false;
    const std::string& name = words[i];
    const std::string& value = words[++i];
    if (name == "--cli") {
      arguments->cli = value;
    } else if (name == "--corpus") {
      arguments->corpus = value;
    } else if (name == "--json") {
      arguments->json = value;
    } else if (name == "--runs") {
      arguments->runs = std::atoi(value.c_str());
    } else if (name == "--events") {
      arguments->events = std::strtoull(value.c_str(), nullptr, 10);
    } else {
      return false;
    }
  }
  return arguments->runs > 0 && arguments->events > 0 && !arguments->cli.empty();
}

// `--floor DIR [PATH BYTES]...`: this program as a child of itself.
int FloorMain(const std::vector<std::string>& words) {
  std::vector<FloorTarget> targets;
  for (std::size_t i = 2; i + 1 < words.size(); i += 2) {
    targets.push_back({words[i], std::strtoull(words[i + 1].c_str(), nullptr, 10)});
  }
  const absl::Status status = RunFloor(words[1], targets);
  if (!status.ok()) std::fprintf(stderr, "floor: %s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 1;
}

class Bench {
 public:
  Bench(Arguments arguments, Programs programs, std::string corpora)
      : arguments_(std::move(arguments)), programs_(std::move(programs)), corpora_(std::move(corpora)) {}

  absl::Status Run(Figures* figures) {
    figures->runs = arguments_.runs;
    figures->load_before = Load();
    figures->idle_rss_mb = RunProcess({programs_.cli, "--version"}).peak_rss_mb;
    if (absl::Status status = MakeCorpora(); !status.ok()) return status;
    figures->corpus = large_.size;
    figures->few_sessions = kFewSessions;
    figures->many_sessions = kManySessions;
    figures->few = few_.size;
    figures->many = many_.size;
    if (absl::Status status = MeasureExports(figures); !status.ok()) return status;
    if (absl::Status status = MeasureGrowth(figures); !status.ok()) return status;
    if (absl::Status status = MeasureMemory(figures); !status.ok()) return status;
    figures->load_after = Load();
    return absl::OkStatus();
  }

 private:
  static double Load() {
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : 0;
  }

  void Say(const std::string& what) const {
    if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "%s ...\n", what.c_str());
  }

  absl::Status MakeCorpora() {
    CorpusOptions options;
    options.events = arguments_.events;
    if (absl::Status status = MakeOne("large", options, &large_); !status.ok()) return status;
    options.days = 1;
    options.parts = 1;
    options.events = std::max<std::uint64_t>(kEventsOfDay * arguments_.events / kEvents, kManySessions);
    options.sessions = kFewSessions;
    if (absl::Status status = MakeOne("few-sessions", options, &few_); !status.ok()) return status;
    options.sessions = kManySessions;
    if (absl::Status status = MakeOne("many-sessions", options, &many_); !status.ok()) return status;
    options.sessions = kOpenSessions;
    options.session_hours = 24;
    return MakeOne("open-sessions", options, &open_);
  }

  absl::Status MakeOne(const std::string& name, const CorpusOptions& options, Corpus* corpus) {
    Say("making the corpus " + name);
    corpus->folder = corpora_ + "/" + name + "-" + std::to_string(options.events);
    if (!fs::exists(corpus->folder)) {
      const std::string partial = corpus->folder + ".partial";
      fs::remove_all(partial);
      fs::create_directories(partial);
      const bool made = RunAside([&options, &partial] { return WriteCorpus(options, partial).ok(); });
      if (!made) return absl::UnavailableError("cannot write the corpus " + partial);
      fs::rename(partial, corpus->folder);
    }
    corpus->size = {0, options.events, 0};
    for (const auto& entry : fs::directory_iterator(corpus->folder)) {
      ++corpus->size.files;
      corpus->size.bytes += entry.file_size();
    }
    return absl::OkStatus();
  }

  absl::Status MeasureExports(Figures* figures) {
    std::vector<ExportRuns> cases;
    for (const ExportCase& one : ExportCasesNamed({"json", "otlp dir", "otlp zip", "otlp-jsonl dir"})) {
      cases.emplace_back(programs_, large_, one);
      if (absl::Status status = cases.back().Prepare(); !status.ok()) return status;
    }
    std::vector<std::vector<Pair>> pairs(cases.size());
    for (int run = 0; run < arguments_.runs; ++run) {
      Say("whole exports, " + std::to_string(run + 1) + " of " + std::to_string(arguments_.runs));
      for (std::size_t i = 0; i < cases.size(); ++i) {
        if (absl::Status status = RunPair(cases[i], run % 2 == 0, &pairs[i].emplace_back()); !status.ok())
          return status;
      }
    }
    for (std::size_t i = 0; i < cases.size(); ++i) figures->exports.push_back(FiguresOf(cases[i], pairs[i]));
    return absl::OkStatus();
  }

  static ExportFigures FiguresOf(const ExportRuns& runs, const std::vector<Pair>& pairs) {
    ExportFigures row;
    row.name = runs.export_case().name;
    row.bytes_written = runs.bytes_written();
    std::vector<double> seconds;
    std::vector<double> floor_seconds;
    std::vector<double> ratios;
    std::vector<double> cpu_ratios;
    for (const Pair& pair : pairs) {
      seconds.push_back(pair.cli.seconds);
      floor_seconds.push_back(pair.floor.seconds);
      ratios.push_back(pair.cli.seconds / pair.floor.seconds);
      cpu_ratios.push_back(pair.cli.cpu_seconds / pair.floor.cpu_seconds);
      row.peak_rss_mb.value = std::max(row.peak_rss_mb.value, pair.cli.peak_rss_mb);
    }
    row.seconds = Median(seconds);
    row.floor_seconds = Median(floor_seconds);
    row.ratio.value = Median(ratios);
    row.least_ratio = *std::min_element(ratios.begin(), ratios.end());
    row.greatest_ratio = *std::max_element(ratios.begin(), ratios.end());
    row.cpu_ratio = Median(cpu_ratios);
    row.megabytes_per_second = 1e-6 * static_cast<double>(runs.corpus().size.bytes) / row.seconds;
    row.nanoseconds_per_event = 1e9 * row.seconds / static_cast<double>(runs.corpus().size.events);
    // A zip's own floor would have to deflate.
    if (row.name == "json" || row.name == "otlp dir") row.ratio.goal = kGoalRatio;
    row.peak_rss_mb.goal = kGoalRssMb;
    return row;
  }

  absl::Status MeasureGrowth(Figures* figures) {
    for (const ExportCase& one : ExportCasesNamed({"json", "otlp dir"})) {
      Say("many sessions, " + one.name);
      ExportRuns few(programs_, few_, one);
      ExportRuns many(programs_, many_, one);
      if (absl::Status status = few.Prepare(); !status.ok()) return status;
      if (absl::Status status = many.Prepare(); !status.ok()) return status;
      std::vector<std::pair<Pair, Pair>> pairs;
      // These runs are short.
      for (int run = 0; run < 3 * arguments_.runs; ++run) {
        auto& [few_pair, many_pair] = pairs.emplace_back();
        if (absl::Status status = RunPair(few, run % 2 == 0, &few_pair); !status.ok()) return status;
        if (absl::Status status = RunPair(many, run % 2 == 0, &many_pair); !status.ok()) return status;
      }
      figures->growth.push_back(GrowthOf(one.name, pairs));
      figures->growth.back().descriptors = {static_cast<double>(LeastDescriptors(many)), kGoalDescriptors};
    }
    return absl::OkStatus();
  }

  static GrowthFigures GrowthOf(const std::string& name, const std::vector<std::pair<Pair, Pair>>& pairs) {
    GrowthFigures row;
    row.name = name;
    std::vector<double> few_seconds;
    std::vector<double> many_seconds;
    std::vector<double> costs;
    std::vector<double> floor_costs;
    std::vector<double> ratios;
    std::vector<double> cpu_ratios;
    for (const auto& [few, many] : pairs) {
      few_seconds.push_back(few.cli.seconds);
      many_seconds.push_back(many.cli.seconds);
      costs.push_back(many.cli.seconds / few.cli.seconds);
      floor_costs.push_back(many.floor.seconds / few.floor.seconds);
      ratios.push_back(costs.back() / floor_costs.back());
      cpu_ratios.push_back(many.cli.cpu_seconds / few.cli.cpu_seconds * few.floor.cpu_seconds / many.floor.cpu_seconds);
    }
    row.few_seconds = Median(few_seconds);
    row.many_seconds = Median(many_seconds);
    row.cost = Median(costs);
    row.floor_cost = Median(floor_costs);
    row.ratio = {Median(ratios), kGoalGrowth};
    row.cpu_ratio = Median(cpu_ratios);
    return row;
  }

  // More never hurt: so the least limit is found by halving.
  static int LeastDescriptors(ExportRuns& runs) {
    int too_few = 2;
    int enough = 1024;
    if (!runs.RunsWithDescriptors(enough)) return enough;
    while (enough - too_few > 1) {
      const int middle = (too_few + enough) / 2;
      (runs.RunsWithDescriptors(middle) ? enough : too_few) = middle;
    }
    return enough;
  }

  absl::Status MeasureMemory(Figures* figures) {
    const std::vector<std::pair<const Corpus*, std::string>> corpora = {
        {&large_, "large"},
        {&open_, std::to_string(kOpenSessions) + " sessions open all day"},
        {&many_, std::to_string(kManySessions) + " sessions in one day"}};
    for (const auto& [corpus, name] : corpora) {
      Say("memory, " + name);
      for (const ExportCase& one : AllExportCases()) {
        ExportRuns runs(programs_, *corpus, one);
        const ProcessResult result = runs.RunCli();
        if (!result.ok) return absl::InternalError("an export failed: " + one.name);
        // Beyond 256 sessions memory may grow.
        figures->memory.push_back({name, one.name, {result.peak_rss_mb, corpus == &many_ ? 0 : kGoalRssMb}});
      }
    }
    return absl::OkStatus();
  }

  const Arguments arguments_;
  const Programs programs_;
  const std::string corpora_;
  Corpus large_;
  Corpus few_;
  Corpus many_;
  Corpus open_;
};

int Main(const std::string& self, const Arguments& arguments) {
  std::string work = (fs::temp_directory_path() / "telex-bench-XXXXXX").string();
  if (mkdtemp(work.data()) == nullptr) {
    std::perror(work.c_str());
    return 1;
  }
  Figures figures;
  Bench bench(arguments, {self, arguments.cli, work}, arguments.corpus.empty() ? work + "/corpora" : arguments.corpus);
  const absl::Status status = bench.Run(&figures);
  fs::remove_all(work);
  if (!status.ok()) {
    std::fprintf(stderr, "whole_export_bench: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  PrintTable(figures, stdout);
  if (!arguments.json.empty()) {
    std::ofstream stream(arguments.json, std::ios::binary);
    stream << ToJson(figures);
    stream.close();
    if (!stream) {
      std::fprintf(stderr, "whole_export_bench: cannot write %s\n", arguments.json.c_str());
      return 1;
    }
  }
  return arguments.check && !figures.Missed().empty() ? 3 : 0;
}

}  // namespace
}  // namespace telex_bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 2 && words[0] == "--floor") return telex_bench::FloorMain(words);
  telex_bench::Arguments arguments;
  if (!telex_bench::ParseArguments(words, &arguments)) {
    std::fputs(telex_bench::kUsage, stderr);
    return 2;
  }
  // The floor's processes are this program again, wherever PATH found it.
  std::error_code error;
  const std::string self = std::filesystem::canonical("/proc/self/exe", error).string();
  return telex_bench::Main(error ? argv[0] : self, arguments);
}
