// Records into envelopes, envelopes into documents or lines, none larger than its limit.
#ifndef TELEX_ENCODE_ENVELOPE_WRITER_H_
#define TELEX_ENCODE_ENVELOPE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "encode/held_records.h"
#include "encode/resource_text.h"
#include "encode/text_buffer.h"
#include "telex/event.h"
#include "telex/otlp_options.h"
#include "telex/output.h"
#include "telex/package.h"
#include "telex/sink.h"

namespace telex {

// The nesting is envelope, resource block, group, record. Groups are the metrics of a metrics envelope; the other
// signals have none. What stands around a record is written only when a record comes that it is for, and again in each
// envelope that it goes on in.
//
// A writer without a package holds its records, which have no groups, until another one takes them.
class EnvelopeWriter {
 public:
  EnvelopeWriter(Package* package, OtlpOptions options, const EnvelopeShape& shape);

  // Records from here on belong to this block. Its number tells records that were held of one block from those of another.
  void SetBlock(const SessionContext& context, std::uint64_t number);
  // Records from here on belong to this group of the block: `open` is what stands before its first record, `close`
  // (the same for all groups) what stands behind its last one.
  void SetGroup(std::string_view open, std::string_view close);

  // Where the next record is to be written, of at most `max_size` bytes, …
  char* BeginRecord(std::size_t max_size);
  // … which ends at `end`.
  absl::Status EndRecord(const char* end);
  absl::Status Write(std::string_view record);
  // Records of one group that stand in `records`, separated by commas; `ends`: where each ends.
  absl::Status WriteAll(std::string_view records, ArrayView<std::size_t> ends);

  // What this writer holds; nullptr where it has a package.
  HeldRecords* held() const { return held_.get(); }
  // Writes all that `held` holds, as if it had been written here.
  absl::Status Take(HeldRecords* held);

  // Completes the last document; without any, writes the signal's empty first one.
  absl::Status Finish();

  // What stands before the records of the current block.
  const std::string& block_open() const { return block_open_; }

  std::uint64_t records() const { return records_; }
  std::uint64_t oversized() const { return oversized_; }
  const std::vector<SinkDocument>& documents() const { return documents_; }

 private:
  bool by_lines() const { return options_.form == OtlpForm::kLines; }
  void Open(const std::string& text);
  void PutOpening();
  std::size_t ClosingSize() const;
  absl::Status StartOver(std::size_t record_begin);
  absl::Status BeginDocument();
  absl::Status EndEnvelope();
  absl::Status EndDocument();
  absl::Status Flush(std::size_t size);
  absl::Status FlushBlocks();

  Package* const package_;
  const OtlpOptions options_;
  const EnvelopeShape shape_;
  const std::string envelope_open_;

  std::uint64_t block_ = 0;
  std::string block_open_;
  std::string group_open_;
  std::string group_close_;

  std::unique_ptr<Output> output_;
  TextBuffer buffer_;              // of the envelope, what was not handed to the output yet
  std::uint64_t flushed_ = 0;      // bytes of the envelope that were
  std::uint64_t in_envelope_ = 0;  // records
  bool block_is_open_ = false;     // in the envelope: the current one …
  bool group_is_open_ = false;
  bool some_block_is_open_ = false;  // … or another one
  bool some_group_is_open_ = false;
  // As it was before the record that is being written.
  std::size_t mark_ = 0;
  bool mark_group_ = false;

  const std::unique_ptr<HeldRecords> held_;

  SinkDocument document_;
  std::vector<SinkDocument> documents_;
  std::uint64_t records_ = 0;
  std::uint64_t oversized_ = 0;
};

}  // namespace telex

#endif  // TELEX_ENCODE_ENVELOPE_WRITER_H_
