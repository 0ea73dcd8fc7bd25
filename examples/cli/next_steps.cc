#include "next_steps.h"

#include <vector>

#include "text.h"

namespace telex_cli {
namespace {

using telex::SinkDocument;

// As many requests are shown one by one.
constexpr std::size_t kMostLines = 12;

std::string Endpoint(telex::Signal signal) {
  return "http://localhost:4318/v1/" + std::string(telex::SignalName(signal));
}

// A path that no program takes for an option, or for standard input.
std::string SafePath(const std::string& path) { return path[0] == '-' ? "./" + path : path; }

// Command lines that read a document of the package and POST it.
class Commands {
 public:
  explicit Commands(const ExportRequest& request) : folder_(request.ToFolder()), out_(SafePath(*request.out)) {}

  std::string Post(const SinkDocument& document) const { return PostNamed(ShellWord(document.path), document.signal); }

  // logs-$i.json of logs-2.json, for i = 2 … last.
  std::string PostNumbered(const SinkDocument& second, std::size_t last) const {
    const std::size_t number = second.path.rfind("2.json");
    const std::string name = ShellWord(second.path.substr(0, number)) + "\"$i\".json";
    return "for i in $(seq 2 " + std::to_string(last) + "); do " + PostNamed(name, second.signal) + "; done";
  }

  std::string PostLines(const SinkDocument& document) const {
    const std::string name = ShellWord(document.path);
    const std::string loop =
        "while IFS= read -r line; do printf %s \"$line\" | " + Curl("-", document.signal) + "; done";
    return folder_ ? loop + " < " + InFolder(name) : Unzip(name) + " | " + loop;
  }

 private:
  static std::string Curl(const std::string& word, telex::Signal signal) {
    return "curl -sS -H 'Content-Type: application/json' --data-binary @" + word + " " + Endpoint(signal);
  }

  // `name` is quoted already.
  std::string PostNamed(const std::string& name, telex::Signal signal) const {
    return folder_ ? Curl(InFolder(name), signal) : Unzip(name) + " | " + Curl("-", signal);
  }

  std::string Unzip(const std::string& name) const { return "unzip -p " + ShellWord(out_) + " " + name; }
  std::string InFolder(const std::string& name) const {
    return ShellWord(out_.back() == '/' ? out_ : out_ + "/") + name;
  }

  bool folder_;
  std::string out_;
};

std::vector<std::vector<SinkDocument>> BySignal(const std::vector<SinkDocument>& documents) {
  std::vector<std::vector<SinkDocument>> by_signal(telex::kSignalCount);
  for (const SinkDocument& document : documents)
    by_signal[static_cast<std::size_t>(document.signal)].push_back(document);
  return by_signal;
}

std::string PostRequests(const Commands& commands, const std::vector<SinkDocument>& documents) {
  std::string out = "\nSend it to an OpenTelemetry Collector on this machine, a request a line:\n";
  if (documents.size() <= kMostLines) {
    for (const SinkDocument& document : documents) out += "  " + commands.Post(document) + "\n";
    return out;
  }
  for (const std::vector<SinkDocument>& of_signal : BySignal(documents)) {
    if (!of_signal.empty()) out += "  " + commands.Post(of_signal[0]) + "\n";
    if (of_signal.size() > 1) out += "  " + commands.PostNumbered(of_signal[1], of_signal.size()) + "\n";
  }
  return out;
}

std::string PostLines(const Commands& commands, const std::vector<SinkDocument>& documents) {
  std::string out =
      "\nThe Collector's otlpjsonfile receiver reads the .jsonl files (start_at: beginning). Each line is a request\n"
      "body of its own; of a file that is POSTed whole, receivers read only the first line. Line by line:\n";
  for (const SinkDocument& document : documents) {
    if (document.lines > 0) out += "  " + commands.PostLines(document) + "\n";
  }
  return out;
}

std::string Hints(const ExportRequest& request, const telex::ExportReport& report) {
  std::string out = "\n";
  const bool metrics = report.records[static_cast<int>(telex::Signal::kMetric)] > 0;
  if (metrics && request.options.otlp.temporality == telex::Temporality::kDelta) {
    out += "Prometheus and its like refuse requests with delta counts: for those, use --temporality cumulative.\n";
  }
  return out + "Some back ends refuse old events: Loki after a week, Prometheus without out_of_order_time_window.\n";
}

}  // namespace

std::string NextSteps(const ExportRequest& request, const telex::ExportReport& report) {
  if (request.ToStandardOutput()) return "";
  if (request.options.format == telex::Format::kJson) {
    return "\nCount the events by name, the most frequent first:\n  jq -r '.[].event_name' " +
           ShellWord(SafePath(*request.out)) + " | sort | uniq -c | sort -rn\n";
  }
  const Commands commands(request);
  const bool lines = request.options.format == telex::Format::kOtlpJsonl;
  return (lines ? PostLines(commands, report.documents) : PostRequests(commands, report.documents)) +
         Hints(request, report);
}

}  // namespace telex_cli
