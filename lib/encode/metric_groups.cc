#include "encode/metric_groups.h"

#include <algorithm>
#include <utility>

#include "text/hash_room.h"
#include "text/same_text.h"
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
  if (event_ != nullptr) return;
  auto event = std::make_unique<EventPlan>();
  event->name_text = std::string(event_name.text());
  event->name = event_name.Decode();
  const MetricRule* rule = rules_.Find(event->name);
  event->rule = rule != nullptr ? *rule : MetricRule::Sample(event->name);
  if (events_.size() == kMaxEventNames) events_.clear();
  event_ = event.get();
  events_.push_back(std::move(event));
}

ArrayView<Attribute> MetricGroups::SetEvent(const Event& event) {
  SetEventName(event.event_name);
  all_planned_ = PlanInOrder(event.measurements);
  if (all_planned_) return event.measurements;
  const ArrayView<Attribute> measurements = counting_.WithoutOverruled(event.measurements);
  const Attribute* window = nullptr;
  if (!rule().window_measurement.empty()) window = FindAttribute(measurements, rule().window_measurement);
  window_ = window == nullptr ? nullptr : &window->value;
  return measurements;
}

// Events of one name have their keys in the same order, some left out: each key is looked for behind the one before it.
// As known keys are different, and plain ones stand for themselves, none repeats then. False where it is not so.
bool MetricGroups::PlanInOrder(ArrayView<Attribute> measurements) {
  planned_.clear();
  window_ = nullptr;
  auto known = event_->keys.cbegin();
  const auto end = event_->keys.cend();
  for (const Attribute& measurement : measurements) {
    if (measurement.key.kind() != JsonValue::Kind::kPlainString) return false;
    const std::string_view key = measurement.key.text();
    const auto is = [key](const KnownKey& k) {
      return k.kind == JsonValue::Kind::kPlainString && SameText(k.text, key);
    };
    while (known != end && !is(**known)) ++known;
    if (known == end) return false;
    const MeasurementPlan& plan = (*known)->plan;
    if (plan.use == MeasurementUse::kWindow) window_ = &measurement.value;
    planned_.push_back(plan);
    ++known;
  }
  return true;
}

ArrayView<MeasurementPlan> MetricGroups::Plan(ArrayView<Attribute> measurements) {
  if (!std::exchange(all_planned_, false)) {
    planned_.clear();
    event_->next = 0;
    // Not all at once: of an event with very many of them the groups must be written in between.
    for (std::size_t i = 0; i < std::min(measurements.size(), kMaxKeysPerEvent); ++i) {
      planned_.push_back(PlanOne(measurements[i].key));
    }
  }
  return {planned_.data(), planned_.size()};
}

// The key comes to stand behind the one that was asked for before: so the order of the next events becomes known.
const MeasurementPlan& MetricGroups::PlanOne(const JsonValue& measurement_key) {
  std::vector<std::unique_ptr<KnownKey>>& keys = event_->keys;
  const auto place = [&keys](std::size_t i) { return keys.begin() + static_cast<std::ptrdiff_t>(i); };
  const auto known = std::find_if(keys.begin(), keys.end(), [&measurement_key](const auto& key) {
    return key->kind == measurement_key.kind() && key->text == measurement_key.text();
  });
  if (known == keys.end()) {
    if (keys.size() == kMaxKeysPerEvent) {
      keys.clear();
      event_->next = 0;
    }
    auto key = std::make_unique<KnownKey>();
    *key = {std::string(measurement_key.text()), measurement_key.kind(), MakePlan(measurement_key)};
    keys.insert(place(event_->next++), std::move(key));
  } else if (known < place(event_->next)) {
    std::rotate(known, known + 1, place(event_->next));
  } else {
    event_->next = static_cast<std::size_t>(known - keys.begin()) + 1;
  }
  return keys[event_->next - 1]->plan;
}

MeasurementPlan MetricGroups::MakePlan(const JsonValue& measurement_key) {
  const std::string key = measurement_key.Decode();
  MeasurementPlan plan;
  if (!event_->rule.window_measurement.empty() && key == event_->rule.window_measurement) {
    plan.use = MeasurementUse::kWindow;
    return plan;
  }
  plan.use = HasPrefix(key, event_->rule.count_prefixes) ? MeasurementUse::kSum : MeasurementUse::kGauge;
  plan.group = FindGroup(key, plan.use == MeasurementUse::kSum);
  return plan;
}

MetricGroup* MetricGroups::FindGroup(std::string_view key, bool is_sum) {
  MetricRules::NameAndUnit metric = rules_.SplitUnit(key);
  if (is_sum) metric = {key, event_->rule.count_unit};
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

void MetricGroups::ForgetPlans() {
  events_.clear();
  event_ = nullptr;
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
    if (absl::Status status =
            writer->WriteAll(group->points.text(), {group->point_ends.data(), group->point_ends.size()});
        !status.ok())
      return status;
    group->points.Truncate(0);
    group->point_ends.clear();
  }
  active_.clear();
  held_ = 0;
  all_planned_ = false;
  if (groups_.size() > kMaxGroups) ForgetPlans();
  ReleaseUnusualMemory();
  return absl::OkStatus();
}

}  // namespace telex
