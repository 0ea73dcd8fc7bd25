// The whole against a second, plain implementation of the contract: what an export of any bytes in any format writes
// and reports is what tests/reference says of the same files, and passes its strict checker. A Python process judges.
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/whole_export_input.h"

namespace telex::fuzz {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

// mapping_judge.py, started at the first use, until the fuzzer ends.
class Judge {
 public:
  Judge() {
    int to_child[2];
    int from_child[2];
    Check(pipe(to_child) == 0 && pipe(from_child) == 0, "there are pipes");
    const pid_t child = fork();
    Check(child >= 0, "the judge starts");
    if (child == 0) {
      dup2(to_child[0], STDIN_FILENO);
      dup2(from_child[1], STDOUT_FILENO);
      for (const int end : {to_child[0], to_child[1], from_child[0], from_child[1]}) close(end);
      execlp("python3", "python3", "-B", TELEX_SOURCE_DIR "/tests/fuzz/mapping_judge.py", nullptr);
      _exit(127);
    }
    close(to_child[0]);
    close(from_child[1]);
    to_child_ = to_child[1];
    from_child_ = from_child[0];
  }

  // The first difference; empty: none.
  std::string Ask(std::string_view request, const Files& files, const Files& documents) {
    WriteSize(request.size());
    Write(request);
    for (const auto& [name, content] : files) Write(content);
    for (const auto& [name, content] : documents) Write(content);
    unsigned char size[4] = {};
    Read(reinterpret_cast<char*>(size), sizeof size);
    std::size_t length = 0;
    for (int i = 3; i >= 0; --i) length = length << 8 | size[i];
    std::string text(length, '\0');
    Read(text.data(), text.size());
    return text;
  }

 private:
  // The fuzzer's alarms interrupt both.
  void Write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = write(to_child_, bytes.data(), bytes.size());
      Check(written > 0 || errno == EINTR, "the judge listens");
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void WriteSize(std::size_t size) {
    char bytes[4];
    for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(size >> 8 * i & 0xFF);
    Write(std::string_view(bytes, sizeof bytes));
  }
  void Read(char* bytes, std::size_t size) {
    while (size > 0) {
      const ssize_t got = read(from_child_, bytes, size);
      Check(got > 0 || (got < 0 && errno == EINTR), "the judge answers");
      if (got <= 0) continue;
      bytes += got;
      size -= static_cast<std::size_t>(got);
    }
  }

  int to_child_ = -1;
  int from_child_ = -1;
};

void WriteSizes(Writer& writer, const char* key, const Files& files) {
  writer.Key(key);
  writer.StartObject();
  for (const auto& [name, content] : files) {
    writer.Key(name.c_str());
    writer.Uint64(content.size());
  }
  writer.EndObject();
}

std::string RequestOf(const ExportOptions& options, const Files& files, const Exported& exported) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  writer.Key("format");
  writer.String(options.format == Format::kJson ? "json" : options.format == Format::kOtlp ? "otlp" : "otlp-jsonl");
  writer.Key("now");
  writer.Int64(options.now.seconds);
  writer.Key("limit");
  writer.Uint64(options.otlp.max_request_bytes);
  writer.Key("maxInputLineBytes");
  writer.Uint64(options.max_input_line_bytes);
  writer.Key("cumulative");
  writer.Bool(options.otlp.temporality == Temporality::kCumulative);
  writer.Key("fullSpanName");
  writer.Bool(options.otlp.span_name == SpanName::kFull);
  writer.Key("exported");
  writer.Bool(exported.status.ok());
  writer.Key("report");
  const std::string report = exported.report.ToJson();
  writer.RawValue(report.data(), report.size(), rapidjson::kObjectType);
  WriteSizes(writer, "files", files);
  WriteSizes(writer, "documents", exported.documents);
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize());
}

}  // namespace
}  // namespace telex::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace telex::fuzz;
  static Judge& judge = *new Judge;
  FuzzInput input(data, size);
  const telex::ExportOptions options = OptionsOf(input);
  const Files files = FilesOf(input, 2);
  const Exported exported = Export(files, options, 1);
  const std::string difference = judge.Ask(RequestOf(options, files, exported), files, exported.documents);
  Check(difference.empty(), "the export is what the reference says", difference);
  return 0;
}
