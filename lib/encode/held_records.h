// Records that wait, encoded, until those before them are written.
#ifndef TELEX_ENCODE_HELD_RECORDS_H_
#define TELEX_ENCODE_HELD_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "encode/text_buffer.h"
#include "telex/event.h"

namespace telex {

// Memory is kept for the next ones.
class HeldRecords {
 public:
  // The records of one block, as they follow each other. Views are valid until the next record.
  struct Run {
    std::uint64_t block = 0;  // its number
    std::string block_open;   // what stands before the first record of the block
    std::size_t begin = 0;
    std::size_t first_record = 0;
  };

  // Records from here on belong to the block of that number; `open` is what stands before its first record.
  void SetBlock(std::uint64_t block, std::string_view open);

  // As those of EnvelopeWriter.
  char* BeginRecord(std::size_t max_size);
  void EndRecord(const char* end);

  std::size_t run_count() const { return run_count_; }
  const Run& run(std::size_t i) const { return runs_[i]; }
  // The records of a run, separated by commas, and where each ends.
  std::string_view records(std::size_t run) const;
  ArrayView<std::size_t> ends(std::size_t run) const;

  // They are taken.
  void Clear();

 private:
  void BeginRun();

  TextBuffer text_;
  std::vector<std::size_t> ends_;  // of records, from the begin of their run
  std::vector<Run> runs_;          // the first `run_count_`: the others are there for their memory
  std::size_t run_count_ = 0;
  // Of the records to come.
  std::uint64_t block_ = 0;
  std::string block_open_;
};

}  // namespace telex

#endif  // TELEX_ENCODE_HELD_RECORDS_H_
