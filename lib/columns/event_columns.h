// Events to the columns of a record batch.
#ifndef TELEX_COLUMNS_EVENT_COLUMNS_H_
#define TELEX_COLUMNS_EVENT_COLUMNS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "columns/columns.h"
#include "encode/attribute_list.h"
#include "telex/arrow_c_data.h"
#include "telex/event.h"
#include "telex/router.h"

namespace telex {

// What a batch and its columns hold at most.
struct ColumnLimits {
  // A batch that has as much is full: memory stays what it is, whatever the rows are.
  std::size_t batch_bytes = std::size_t{64} << 20;
  // Of one column: its offsets are of 32 bits.
  std::size_t column_bytes = kMaxColumnBytes;
};

// The rows of one batch after another. After a failure, or an exception, it can only be destroyed.
class EventColumns {
 public:
  // `max_rows` is 1 or more.
  explicit EventColumns(std::int64_t max_rows, ColumnLimits limits = {}) : max_rows_(max_rows), limits_(limits) {}
  // Batches that are released later keep no memory.
  ~EventColumns() { memory_->Close(); }
  EventColumns(const EventColumns&) = delete;
  EventColumns& operator=(const EventColumns&) = delete;

  // Appends a row. InvalidArgument where a column would hold more than its offsets can tell.
  absl::Status Append(const Event& event, Signal signal);

  std::int64_t rows() const { return time_unix_nano_.rows(); }
  // It has as many rows, or as much text, as a batch may have.
  bool full() const { return full_; }

  // Makes `*out` the batch of all rows; there are none after that.
  void TakeBatch(ArrowArray* out);

 private:
  static constexpr std::size_t kContextColumns = 9;

  void AppendSequence(const JsonValue& number);
  void AppendProperties(const Event& event);
  void AppendMeasurements(const Event& event);
  void AppendError(const Event& event);
  void AppendOrigin(const Event& event);
  bool HasSameOrigin(const Event& event) const;
  void AppendFile(std::string_view name);
  void WriteOrigins();
  std::size_t OriginBytes() const;
  absl::Status JudgeSize(const Event& event);
  absl::Status JudgeExactSize();
  template <typename Visit>
  void VisitOwnTexts(Visit&& visit) const;

  const std::int64_t max_rows_;
  const ColumnLimits limits_;
  bool full_ = false;
  std::size_t most_bytes_ = 0;  // that the rows can have

  const std::shared_ptr<ColumnMemory> memory_ = std::make_shared<ColumnMemory>();
  NumberColumn<std::int64_t> timestamp_{memory_};
  NumberColumn<std::int64_t> time_unix_nano_{memory_};
  TextColumn event_name_{memory_};
  TextColumn signal_{memory_};
  TextColumn event_id_{memory_};
  TextColumn trace_id_{memory_};
  TextColumn parent_event_id_{memory_};
  NumberColumn<std::int64_t> event_sequence_{memory_};
  TextColumn result_{memory_};
  NumberColumn<double> duration_ms_{memory_};
  TextStructColumn<3> error_{memory_};
  MapColumn<TextColumn> properties_{memory_};
  MapColumn<NumberColumn<double>> measurements_{memory_};
  std::array<TextColumn, kContextColumns> context_ = MakeTextColumns<kContextColumns>(memory_);
  TextColumn file_{memory_};

  AttributeList attributes_;  // scratch

  // Context and file seldom change from one row to the next: rows with those of the row before are only counted, and
  // written together.
  std::int64_t same_origins_ = 0;
  std::size_t origin_bytes_ = 0;  // of a row
  // What tells whether they have changed; a serial of 0 never tells.
  std::uint32_t session_ = 0;
  std::uint64_t serial_ = 0;
  std::string deployment_url_;
  std::string file_name_;
};

}  // namespace telex

#endif  // TELEX_COLUMNS_EVENT_COLUMNS_H_
