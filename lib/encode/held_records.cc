#include "encode/held_records.h"

namespace telex {

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
}

std::string_view HeldRecords::records(std::size_t run) const {
  const std::size_t end = run + 1 < run_count_ ? runs_[run + 1].begin : text_.size();
  return text_.text().substr(runs_[run].begin, end - runs_[run].begin);
}

ArrayView<std::size_t> HeldRecords::ends(std::size_t run) const {
  const std::size_t end = run + 1 < run_count_ ? runs_[run + 1].first_record : ends_.size();
  return {ends_.data() + runs_[run].first_record, end - runs_[run].first_record};
}

void HeldRecords::Clear() {
  text_.Truncate(0);
  ends_.clear();
  run_count_ = 0;
}

}  // namespace telex
