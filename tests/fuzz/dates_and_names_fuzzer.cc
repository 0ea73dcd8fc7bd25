// Any text as a date, a range, an instant, a file name: what is taken means what it says, what is not taken is told.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "telex/date_range.h"
#include "telex/instant.h"
#include "telex/telemetry_files.h"
#include "tests/fuzz/fuzz_input.h"

namespace telex::fuzz {
namespace {

void TryDates(std::string_view from, std::string_view to) {
  const std::string message = DateRange::ValidateDateRange(from, to);
  const absl::StatusOr<DateRange> range = DateRange::FromDates(from, to);
  Check(range.ok() == message.empty(), "dates are taken exactly where nothing is said against them", message);
  if (!range.ok()) {
    Check(range.status().message() == message, "both say the same", message);
    return;
  }
  if (range->start() && range->end())
    Check(!(*range->end() < *range->start()), "a range does not end before it starts");
}

void TryInstant(std::string_view text) {
  const std::optional<Instant> instant = ParseInstant(text);
  if (!instant) return;
  Check(instant->nanoseconds < 1'000'000'000, "nanoseconds are less than a second");
  const std::string formatted = FormatInstant(*instant);
  const std::optional<Instant> again = ParseInstant(formatted);
  // The written form has milliseconds.
  if (again) Check(again->seconds == instant->seconds, "an instant is written as it was read", formatted);
}

void TryName(std::string_view name) {
  const auto parsed = TelemetryFileName::Parse(name);
  if (!parsed) return;
  Check(name.find(parsed->date) != std::string_view::npos, "the date stands in the name", name);
  Check(name.find(parsed->session) != std::string_view::npos, "the session stands in the name", name);
}

}  // namespace
}  // namespace telex::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace telex::fuzz;
  FuzzInput input(data, size);
  const std::string_view first = input.Until('\n');
  const std::string_view second = input.Until('\n');
  TryDates(first, second);
  TryInstant(first);
  TryName(first);
  return 0;
}
