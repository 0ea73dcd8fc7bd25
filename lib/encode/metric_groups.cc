#include "encode/metric_groups.h"

#include <algorithm>
#include <cstring>

#include "text/hash_room.h"
#include "text/utf8.h"

namespace telex {
namespace {

constexpr std::string_view kMetricClose = "]}}";
constexpr std::size_t kMaxEventNames = 64;
constexpr std::size_t kMaxKeysPerEvent = 128;

bool HasPrefix(std::string_view text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](const std::string& prefix) { return text.substr(0, prefix.size()) == prefix; });
}

// Short texts are compared without a call.
bool SameText(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  if (size < 8 || size > 16) return size == 0 || std::memcmp(a.data(), b.data(), size) == 0;
  std::uint64_t words[4];
  std::memcpy(&words[0], a.data(), 8);
  std::memcpy(&words[1], b.data(), 8);
  std::memcpy(&words[2], a.data() + size - 8, 8);
  std::memcpy(&words[3], b.data() + size - 8, 8);
  return words[0] == words[1] && words[2] == words[3];
}

std::string OpenMetric(std::string_view name, std::string_view description, std::string_view unit, bool is_sum,
                       Temporality temporality) {
  std::string out = "{\"name\":\"";
  AppendJsonEscaped(name, out);
  out.append("\",\"description\":\"");
  AppendJsonEscaped(description, out);
  out.append("\",\"unit\":\"");
  AppendJsonEscaped(unit, out);
  if (is_sum) {
    out.append("\",\"sum\":{\"aggregationTemporality\":");
    out.append(temporality == Temporality::kCumulative ? "2" : "1");
    out.append(",\"isMonotonic\":true,\"dataPoints\":[");
  } else {
    out.append("\",\"gauge\":{\"dataPoints\":[");
  }
  return out;
}

}  // namespace

void MetricGroups::SetEventName(const JsonValue& event_name) {
  // As a rule it is that of the event before.
  const auto is = [&event_name](const EventPlan& event) { return SameText(event.name_text, event_name.text()); };
  if (event_ == nullptr || !is(*event_)) {
    const auto known = std::find_if(events_.begin(), events_.end(), [&is](const auto& event) { return is(*event); });
    event_ = known == events_.end() ? nullptr : known->get();
  }
  if (event_ != nullptr) {
    event_->next = 0;
    rule_ = &event_->rule;
    return;
  }
  auto event = std::make_unique<EventPlan>();
  event->name_text = std::string(event_name.text());
  event->name = event_name.Decode();
  const MetricRule* rule = rules_.Find(event->name);
  event->rule = rule != nullptr ? *rule : MetricRule::Sample(event->name);
  if (events_.size() == kMaxEventNames) events_.clear();
  event_ = event.get();
  rule_ = &event_->rule;
  events_.push_back(std::move(event));
}

const MeasurementPlan& MetricGroups::Plan(const JsonValue& measurement_key) {
  std::vector<KnownKey>& keys = event_->keys;
  const auto is = [&measurement_key](const KnownKey& known) {
    return known.kind == measurement_key.kind() && SameText(known.text, measurement_key.text());
  };
  // Events of one name have their keys in the same order, some left out.
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::size_t at = event_->next + i < keys.size() ? event_->next + i : event_->next + i - keys.size();
    if (!is(keys[at])) continue;
    event_->next = at + 1 < keys.size() ? at + 1 : 0;
    return keys[at].plan;
  }
  if (keys.size() == kMaxKeysPerEvent) keys.clear();
  keys.push_back({std::string(measurement_key.text()), measurement_key.kind(), MakePlan(measurement_key)});
  event_->next = 0;
  return keys.back().plan;
}

MeasurementPlan MetricGroups::MakePlan(const JsonValue& measurement_key) {
  const std::string key = measurement_key.Decode();
  MeasurementPlan plan;
  if (!rule_->window_measurement.empty() && key == rule_->window_measurement) {
    plan.use = MeasurementUse::kWindow;
    return plan;
  }
  plan.use = HasPrefix(key, rule_->count_prefixes) ? MeasurementUse::kSum : MeasurementUse::kGauge;
  plan.group = FindGroup(key, plan.use == MeasurementUse::kSum);
  return plan;
}

MetricGroup* MetricGroups::FindGroup(std::string_view key, bool is_sum) {
  MetricRules::NameAndUnit metric = rules_.SplitUnit(key);
  if (is_sum) metric = {key, rule_->count_unit};
  const std::string name = event_->name + "." + std::string(metric.name);
  // Names and units hold any character, so the length says where the name ends.
  std::string identity = (is_sum ? "s" : "g") + std::to_string(name.size()) + ":" + name;
  identity.append(metric.unit);
  MakeRoom(&groups_by_identity_);
  MetricGroup*& group = groups_by_identity_[identity];
  if (group == nullptr) {
    groups_.push_back(std::make_unique<MetricGroup>());
    group = groups_.back().get();
    group->open = OpenMetric(name, event_->name, metric.unit, is_sum, options_.temporality);
    group->name_hash = HashText(name);
  }
  return group;
}

void MetricGroups::EndPoint(MetricGroup* group, const char* end) {
  const std::size_t before = group->points.size();
  if (group->point_ends.empty()) active_.push_back(group);
  group->points.SetEnd(end);
  group->point_ends.push_back(group->points.size());
  held_ += group->points.size() - before - (before == 0 ? 0 : 1);
}

void MetricGroups::ForgetPlans() {
  events_.clear();
  event_ = nullptr;
  rule_ = nullptr;
  groups_.clear();
  groups_by_identity_.clear();
}

// Buffers are kept from block to block, unless metrics that took turns have grown more of them than are ever in use.
void MetricGroups::ReleaseUnusualMemory() {
  std::uint64_t kept = 0;
  for (const auto& group : groups_) kept += group->points.capacity();
  if (kept <= kMaxKept * options_.max_grouped_bytes) return;
  for (const auto& group : groups_) group->points.ShrinkTo(0);
}

absl::Status MetricGroups::WriteAll(EnvelopeWriter* writer) {
  for (MetricGroup* group : active_) {
    writer->SetGroup(group->open, kMetricClose);
    if (absl::Status status = writer->WriteAll(group->points.text(), group->point_ends); !status.ok()) return status;
    group->points.Truncate(0);
    group->point_ends.clear();
  }
  active_.clear();
  held_ = 0;
  if (groups_.size() > kMaxGroups) ForgetPlans();
  ReleaseUnusualMemory();
  return absl::OkStatus();
}

}  // namespace telex
