// Any bytes in any chunks: the reader gives the same events and problems as from one piece, and each line that is not
// blank is an event, a problem or the file's header.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "telex/event_reader.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/read/event_text.h"

namespace telex::fuzz {
namespace {

test::Collector Read(std::string_view bytes, std::size_t chunk, std::uint64_t max_line_bytes) {
  test::Collector collector;
  EventReader reader(&collector, EventReaderOptions{max_line_bytes});
  reader.BeginFile("telemetry-2026-05-01-s1.jsonl");
  for (std::size_t i = 0; i < bytes.size(); i += chunk) {
    Check(reader.Feed(bytes.substr(i, chunk)).ok(), "bytes of any kind are taken");
  }
  Check(reader.EndFile().ok(), "a file may end anywhere");
  return collector;
}

std::size_t LinesIn(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  std::size_t lines = 0;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.find('\n'), bytes.size());
    lines += bytes.substr(0, size).find_first_not_of(" \t\r") != std::string_view::npos;
    bytes.remove_prefix(std::min(size + 1, bytes.size()));
  }
  return lines;
}

}  // namespace
}  // namespace telex::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace telex::fuzz;
  FuzzInput input(data, size);
  const std::size_t chunk = 1 + input.Byte();
  constexpr std::uint64_t kLimits[] = {std::uint64_t{16} << 20, 200, 40, 1};
  const std::uint64_t limit = input.OneOf(kLimits);
  const std::string_view bytes = input.rest();

  const telex::test::Collector whole = Read(bytes, std::max<std::size_t>(bytes.size(), 1), limit);
  const telex::test::Collector chunked = Read(bytes, chunk, limit);
  Check(whole.events == chunked.events, "chunks give the same events");
  Check(whole.problems == chunked.problems, "chunks give the same problems");

  const std::size_t lines = LinesIn(bytes);
  const std::size_t told = whole.events.size() + whole.problems.size();
  // What is too long is a problem even where it is blank.
  if (limit > size) Check(told <= lines && lines <= told + 1, "each line is an event, a problem or the header");
  return 0;
}
