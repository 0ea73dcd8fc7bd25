// Data points, held back so that those of one metric stand together in their resource block.
#ifndef TELEX_ENCODE_METRIC_GROUPS_H_
#define TELEX_ENCODE_METRIC_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "encode/attribute_list.h"
#include "encode/envelope_writer.h"
#include "encode/text_buffer.h"
#include "telex/event.h"
#include "telex/otlp_options.h"
#include "telex/router.h"

namespace telex {

// One metric (name, unit, kind) and its points of the current block.
struct MetricGroup {
  std::string open;  // `{"name":…"dataPoints":[`
  Hash128 name_hash;
  TextBuffer points;  // separated by commas
  std::vector<std::size_t> point_ends;
};

enum class MeasurementUse : std::uint8_t { kWindow, kSum, kGauge };

// What becomes of one measurement of a metric event.
struct MeasurementPlan {
  MeasurementUse use = MeasurementUse::kGauge;
  MetricGroup* group = nullptr;  // of kSum and kGauge
};

// Plans and buffers are reused over all blocks; their number is bounded.
class MetricGroups {
 public:
  MetricGroups(const MetricRules& rules, const OtlpOptions& options) : rules_(rules), options_(options) {}

  // Takes the rule of the event's name, or of a sample. Returns its measurements without those that are overruled.
  ArrayView<Attribute> SetEvent(const Event& event);
  // After WriteAll, if more measurements of the event are to be planned.
  void SetEventName(const JsonValue& event_name);
  const MetricRule& rule() const { return event_->rule; }
  // The measurement that gives the length of the event's window; nullptr where it has none.
  const JsonValue* window() const { return window_; }

  // The plans of the first one or more of `measurements`, which are the last ones of SetEvent's. Valid until the next
  // call, or WriteAll.
  ArrayView<MeasurementPlan> Plan(ArrayView<Attribute> measurements);

  // Adds a point that was written at the place that BeginPoint gave.
  char* BeginPoint(MetricGroup* group, std::size_t max_size) {
    char* const p = group->points.Reserve(max_size + 1);
    if (group->points.empty()) return p;
    *p = ',';
    return p + 1;
  }
  void EndPoint(MetricGroup* group, const char* end) {
    const std::size_t before = group->points.size();
    if (before == 0) active_.push_back(group);
    group->points.SetEnd(end);
    group->point_ends.push_back(group->points.size());
    held_ += group->points.size() - before - (before == 0 ? 0 : 1);
  }

  // More is held than may be.
  bool full() const { return held_ > options_.max_grouped_bytes || groups_.size() > kMaxGroups; }

  // Hands all points to the writer, metrics in the order in which they came up, and forgets them.
  absl::Status WriteAll(EnvelopeWriter* writer);

 private:
  static constexpr std::size_t kMaxGroups = 1024;
  // Times what may be held: a buffer has up to half as much room again as it needed.
  static constexpr std::uint64_t kMaxKept = 3;

  struct KnownKey {
    std::string text;
    JsonValue::Kind kind;
    MeasurementPlan plan;
  };
  // The measurements that one event name was seen with, each once, in the order in which they are expected.
  struct EventPlan {
    std::string name_text;
    std::string name;  // decoded
    MetricRule rule;
    std::vector<std::unique_ptr<KnownKey>> keys;
    std::size_t next = 0;  // behind the last one that was found
  };

  bool PlanInOrder(ArrayView<Attribute> measurements);
  const MeasurementPlan& PlanOne(const JsonValue& measurement_key);
  MeasurementPlan MakePlan(const JsonValue& measurement_key);
  MetricGroup* FindGroup(std::string_view key, bool is_sum);
  void ForgetPlans();
  void ReleaseUnusualMemory();

  const MetricRules& rules_;
  const OtlpOptions& options_;
  std::vector<std::unique_ptr<EventPlan>> events_;
  EventPlan* event_ = nullptr;
  std::vector<MeasurementPlan> planned_;
  bool all_planned_ = false;  // those of the event, in planned_
  const JsonValue* window_ = nullptr;
  AttributeList counting_;  // the measurements without those that are overruled, where there are such
  std::vector<std::unique_ptr<MetricGroup>> groups_;
  absl::flat_hash_map<std::string, MetricGroup*> groups_by_identity_;
  std::vector<MetricGroup*> active_;  // with points, in the order in which they came up
  std::uint64_t held_ = 0;            // bytes of points, without commas
};

}  // namespace telex

#endif  // TELEX_ENCODE_METRIC_GROUPS_H_
