// The columns of an event, in their order: lib/README.md, "Arrow columns".
#ifndef TELEX_COLUMNS_EVENT_SCHEMA_H_
#define TELEX_COLUMNS_EVENT_SCHEMA_H_

#include <cstddef>
#include <cstdint>

namespace telex {

enum class ColumnType : std::uint8_t { kMicroseconds, kInteger, kDouble, kText, kError, kTextMap, kDoubleMap };

struct ColumnSpec {
  const char* name;
  ColumnType type;
};

inline constexpr ColumnSpec kEventColumns[] = {
    {"timestamp", ColumnType::kMicroseconds},
    {"time_unix_nano", ColumnType::kInteger},
    {"event_name", ColumnType::kText},
    {"signal", ColumnType::kText},
    {"event_id", ColumnType::kText},
    {"trace_id", ColumnType::kText},
    {"parent_event_id", ColumnType::kText},
    {"event_sequence", ColumnType::kInteger},
    {"result", ColumnType::kText},
    {"duration_ms", ColumnType::kDouble},
    {"error", ColumnType::kError},
    {"properties", ColumnType::kTextMap},
    {"measurements", ColumnType::kDoubleMap},
    {"session_id", ColumnType::kText},
    {"machine_id", ColumnType::kText},
    {"extension_version", ColumnType::kText},
    {"os_type", ColumnType::kText},
    {"os_version", ColumnType::kText},
    {"host_arch", ColumnType::kText},
    {"platform_name", ColumnType::kText},
    {"platform_version", ColumnType::kText},
    {"deployment_url", ColumnType::kText},
    {"file", ColumnType::kText},
};
inline constexpr std::size_t kEventColumnCount = sizeof kEventColumns / sizeof kEventColumns[0];

}  // namespace telex

#endif  // TELEX_COLUMNS_EVENT_SCHEMA_H_
