#include "read/event_batch.h"

namespace telex {
namespace {

// For each event that there is room for.
constexpr std::size_t kAttributes = 16;
constexpr std::size_t kRanges = 4;
constexpr std::size_t kTextBytes = std::size_t{2} << 10;

template <typename T>
bool HasRoom(const std::vector<T>& list, std::size_t more) {
  return list.capacity() - list.size() >= more;
}

template <typename T>
void ClearTo(std::size_t usual, std::vector<T>* list) {
  list->clear();
  if (list->capacity() <= usual) return;
  std::vector<T> usual_list;
  usual_list.reserve(usual);
  list->swap(usual_list);
}

}  // namespace

EventBatch::EventBatch(std::size_t events) : room_(events) {
  events_.reserve(room_);
  attributes_.reserve(kAttributes * room_);
  ranges_.reserve(kRanges * room_);
  contexts_.reserve(room_);
}

void EventBatch::Clear() {
  events_.clear();
  ClearTo(kAttributes * room_, &attributes_);
  ClearTo(kRanges * room_, &ranges_);
  contexts_.clear();
  ended_.clear();
  last_source_ = nullptr;
  text_bytes_ = 0;
  retired.Clear();
}

const SessionContext* EventBatch::Keep(const SessionContext& context) {
  const bool same = last_source_ == &context && context.serial != 0 && context.serial == contexts_.back().serial &&
                    context.deployment_url.text() == contexts_.back().deployment_url.text();
  if (!same) {
    contexts_.push_back(context);
    last_source_ = &context;
  }
  return &contexts_.back();
}

ArrayView<Attribute> EventBatch::Keep(ArrayView<Attribute> attributes) {
  const Attribute* const begin = attributes_.data() + attributes_.size();
  attributes_.insert(attributes_.end(), attributes.begin(), attributes.end());
  return {begin, attributes.size()};
}

bool EventBatch::Add(const Event& event) {
  const std::size_t attributes = event.properties.size() + event.measurements.size();
  if (events_.empty()) {
    if (!HasRoom(attributes_, attributes)) attributes_.reserve(attributes);
    if (!HasRoom(ranges_, event.left_out.size())) ranges_.reserve(event.left_out.size());
  } else if (events_.size() == room_ || text_bytes_ + event.text.size() > kTextBytes * room_ ||
             !HasRoom(attributes_, attributes) || !HasRoom(ranges_, event.left_out.size())) {
    return false;
  }
  events_.push_back(event);
  Event& kept = events_.back();
  kept.context = Keep(*event.context);
  kept.properties = Keep(event.properties);
  kept.measurements = Keep(event.measurements);
  kept.left_out = {ranges_.data() + ranges_.size(), event.left_out.size()};
  ranges_.insert(ranges_.end(), event.left_out.begin(), event.left_out.end());
  text_bytes_ += event.text.size();
  return true;
}

}  // namespace telex
