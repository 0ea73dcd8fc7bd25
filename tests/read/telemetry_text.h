// Telemetry lines for tests.
#ifndef TELEX_TESTS_READ_TELEMETRY_TEXT_H_
#define TELEX_TESTS_READ_TELEMETRY_TEXT_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace telex::test {

// A header file's first line. `session_id` is the inside of a JSON string.
inline std::string HeaderLine(const std::string& session_id = "s1") {
  return R"({"kind":"header","schema_version":1,"timestamp":"2026-05-01T00:00:00.000Z","context":{)"
         R"("extension_version":"1.15.2","machine_id":"m1","session_id":")" +
         session_id +
         R"(","os_type":"linux","os_version":"6.8.0","host_arch":"x64","platform_name":"Visual Studio Code",)"
         R"("platform_version":"1.106.0"}})" +
         "\n";
}

inline constexpr std::int64_t kMillisPerDay = 86400000;

// `2026-05-01T00:00:00.000Z` and `millis` after it, of that month.
inline std::string TimeText(std::int64_t millis) {
  char text[80];
  std::snprintf(text, sizeof text, "2026-05-%02dT%02d:%02d:%02d.%03dZ", static_cast<int>(millis / kMillisPerDay + 1),
                static_cast<int>(millis / 3600000 % 24), static_cast<int>(millis / 60000 % 60),
                static_cast<int>(millis / 1000 % 60), static_cast<int>(millis % 1000));
  return text;
}

struct Row {
  explicit Row(std::string id_in = "00000000000000a1", std::string name_in = "workspace.open",
               std::string time_in = "2026-05-01T08:00:00.000Z", int sequence_in = 0, std::string properties_in = "{}",
               std::string measurements_in = "{}", std::string rest_in = "")
      : id(std::move(id_in)),
        name(std::move(name_in)),
        time(std::move(time_in)),
        sequence(sequence_in),
        properties(std::move(properties_in)),
        measurements(std::move(measurements_in)),
        rest(std::move(rest_in)) {}

  std::string id;
  std::string name;
  std::string time;
  int sequence;
  std::string properties;
  std::string measurements;
  std::string rest;  // further members, each with a comma before it
};

// A row that inherits its context, with its newline.
inline std::string RowLine(const Row& row) {
  return "{\"event_id\":\"" + row.id + "\",\"event_name\":\"" + row.name + "\",\"timestamp\":\"" + row.time +
         "\",\"event_sequence\":" + std::to_string(row.sequence) + ",\"properties\":" + row.properties +
         ",\"measurements\":" + row.measurements + row.rest + "}\n";
}

template <typename... Fields>
std::string RowLine(const std::string& id, Fields... fields) {
  return RowLine(Row(id, std::move(fields)...));
}
inline std::string RowLine() { return RowLine(Row()); }

}  // namespace telex::test

#endif  // TELEX_TESTS_READ_TELEMETRY_TEXT_H_
