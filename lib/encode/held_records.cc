#include "encode/held_records.h"

#include <algorithm>

namespace telex {
namespace {

// Brackets, braces and commas around a block.
constexpr std::size_t kMostPunctuation = 64;

}  // namespace

void HeldRecords::SetBlock(std::uint64_t block, std::string_view open) {
  block_ = block;
  block_open_.assign(open);
}

void HeldRecords::BeginRun() {
  if (run_count_ == runs_.size()) runs_.emplace_back();
  Run& run = runs_[run_count_++];
  run.block = block_;
  run.block_open.assign(block_open_);
  run.begin = text_.size();
  run.first_record = ends_.size();
  opening_bytes_ += block_open_.size() + kMostPunctuation;
}

char* HeldRecords::BeginRecord(std::size_t max_size) {
  if (run_count_ == 0 || runs_[run_count_ - 1].block != block_) {
    BeginRun();
  } else {
    text_.Append(",");
  }
  return text_.Reserve(max_size);
}

void HeldRecords::EndRecord(const char* end) {
  text_.SetEnd(end);
  ends_.push_back(text_.size() - runs_[run_count_ - 1].begin);
  places_.push_back(place_);
}

bool HeldRecords::Take(std::uint64_t last_place, Part* part) {
  if (taken_ == ends_.size()) Forget();
  if (first_place() == kNoPlace || first_place() > last_place) return false;
  const Run& run = runs_[taken_runs_];
  const bool is_last = taken_runs_ + 1 == run_count_;
  const std::size_t run_end = is_last ? ends_.size() : runs_[taken_runs_ + 1].first_record;
  const auto at = [this](std::size_t i) { return places_.begin() + static_cast<std::ptrdiff_t>(i); };
  const auto end = static_cast<std::size_t>(std::upper_bound(at(taken_), at(run_end), last_place) - places_.begin());
  part->block = run.block;
  part->block_open = run.block_open;
  part->records = text_.text().substr(run.begin, ends_[end - 1]);
  part->begin = taken_ == run.first_record ? 0 : ends_[taken_ - 1] + 1;
  part->ends = {ends_.data() + taken_, end - taken_};
  taken_ = end;
  if (taken_ == run_end) ++taken_runs_;
  return true;
}

void HeldRecords::Forget() {
  text_.Truncate(0);
  ends_.clear();
  places_.clear();
  run_count_ = taken_runs_ = taken_ = 0;
  opening_bytes_ = 0;
}

}  // namespace telex
