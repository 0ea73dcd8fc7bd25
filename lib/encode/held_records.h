// Records that wait, encoded, until those before them are written.
#ifndef TELEX_ENCODE_HELD_RECORDS_H_
#define TELEX_ENCODE_HELD_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "encode/text_buffer.h"
#include "telex/event.h"

namespace telex {

// Each has a place in the order of the run: a number that grows. Memory is kept for the next ones.
class HeldRecords {
 public:
  static constexpr std::uint64_t kNoPlace = std::numeric_limits<std::uint64_t>::max();

  // Records from here on belong to the block of that number; `open` is what stands before its first record.
  void SetBlock(std::uint64_t block, std::string_view open);
  void SetPlace(std::uint64_t place) { place_ = place; }

  // As those of EnvelopeWriter.
  char* BeginRecord(std::size_t max_size);
  void EndRecord(const char* end);

  // Of the records, without what stands around them.
  std::size_t bytes() const { return text_.size(); }
  // With all that they may need before them.
  std::size_t max_bytes() const { return text_.size() + opening_bytes_; }
  // Of the first record that was not taken; kNoPlace where there is none.
  std::uint64_t first_place() const { return taken_ < places_.size() ? places_[taken_] : kNoPlace; }

  // Consecutive records of one block. Valid until the next call of anything.
  struct Part {
    std::uint64_t block = 0;
    std::string_view block_open;
    std::string_view records;     // separated by commas, perhaps behind others
    std::size_t begin = 0;        // of the first one, in `records`
    ArrayView<std::size_t> ends;  // of each
  };
  // Takes the next ones whose place is not beyond `last_place`. False where there are none.
  bool Take(std::uint64_t last_place, Part* part);

 private:
  // The records of one block.
  struct Run {
    std::uint64_t block = 0;
    std::string block_open;
    std::size_t begin = 0;         // in the text
    std::size_t first_record = 0;  // among the ends
  };

  void BeginRun();
  void Forget();

  TextBuffer text_;
  std::vector<std::size_t> ends_;  // of records, from the begin of their run
  std::vector<std::uint64_t> places_;
  std::vector<Run> runs_;  // the first `run_count_`: the others are there for their memory
  std::size_t run_count_ = 0;
  std::size_t opening_bytes_ = 0;
  std::size_t taken_ = 0;       // records
  std::size_t taken_runs_ = 0;  // that were taken whole
  // Of the records to come.
  std::uint64_t place_ = 0;
  std::uint64_t block_ = 0;
  std::string block_open_;
};

}  // namespace telex

#endif  // TELEX_ENCODE_HELD_RECORDS_H_
