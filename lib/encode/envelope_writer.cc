#include "encode/envelope_writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace telex {
namespace {

constexpr std::string_view kEnvelopeClose = "]}";
constexpr std::string_view kBlockClose = "]}]}";
// A block, and the record that goes beyond its end.
constexpr std::size_t kUsualCapacity = kOutputBlockBytes + kOutputBlockBytes / 4;

}  // namespace

EnvelopeWriter::EnvelopeWriter(Package* package, OtlpOptions options, const EnvelopeShape& shape)
    : package_(package),
      options_(std::move(options)),
      shape_(shape),
      envelope_open_("{\"" + std::string(shape.collection) + "\":["),
      held_(package == nullptr ? std::make_unique<HeldRecords>() : nullptr) {
  if (held_ == nullptr) buffer_.Reserve(kUsualCapacity);  // at once: it would grow to that step by step
}

void EnvelopeWriter::SetBlock(const SessionContext& context, std::uint64_t number) {
  block_ = number;
  OpenResourceBlock(context, options_, shape_, &block_open_);
  if (held_ != nullptr) held_->SetBlock(number, block_open_);
  block_is_open_ = false;
  group_is_open_ = false;
}

void EnvelopeWriter::SetGroup(std::string_view open, std::string_view close) {
  group_open_.assign(open);
  group_close_.assign(close);
  group_is_open_ = false;
}

// What stands before the next record. The flags are set when the record is known to fit.
void EnvelopeWriter::PutOpening() {
  if (in_envelope_ == 0) buffer_.Append(envelope_open_);
  if (block_is_open_ && group_is_open_) {
    buffer_.Append(",");
    return;
  }
  if (some_group_is_open_) buffer_.Append(group_close_);
  if (block_is_open_) {
    buffer_.Append(",");
  } else {
    if (some_block_is_open_) {
      buffer_.Append(kBlockClose);
      buffer_.Append(",");
    }
    buffer_.Append(block_open_);
  }
  buffer_.Append(group_open_);
}

char* EnvelopeWriter::BeginRecord(std::size_t max_size) {
  if (held_ != nullptr) return held_->BeginRecord(max_size);
  mark_ = buffer_.size();
  mark_group_ = some_group_is_open_;
  PutOpening();
  return buffer_.Reserve(max_size);
}

std::size_t EnvelopeWriter::ClosingSize() const {
  return group_close_.size() + kBlockClose.size() + kEnvelopeClose.size();
}

absl::Status EnvelopeWriter::EndRecord(const char* end) {
  if (held_ != nullptr) {
    held_->EndRecord(end);
    return absl::OkStatus();
  }
  const std::size_t record_begin_known = buffer_.size();
  buffer_.SetEnd(end);
  const std::uint64_t limit = options_.max_envelope_bytes();
  if (in_envelope_ > 0 && flushed_ + buffer_.size() + ClosingSize() > limit) {
    if (absl::Status status = StartOver(record_begin_known); !status.ok()) return status;
  }
  if (output_ == nullptr) {
    if (absl::Status status = BeginDocument(); !status.ok()) return status;
  }
  block_is_open_ = some_block_is_open_ = true;
  group_is_open_ = some_group_is_open_ = true;
  ++in_envelope_;
  ++records_;
  ++document_.records;
  if (in_envelope_ == 1 && flushed_ + buffer_.size() + ClosingSize() > limit) {
    ++oversized_;
    return EndEnvelope();
  }
  return buffer_.size() >= kOutputBlockBytes ? FlushBlocks() : absl::OkStatus();
}

absl::Status EnvelopeWriter::Write(std::string_view record) {
  return EndRecord(Put(BeginRecord(record.size()), record));
}

absl::Status EnvelopeWriter::WriteAll(std::string_view records, ArrayView<std::size_t> ends) {
  std::size_t begin = 0;
  for (const std::size_t* end = ends.begin(); end != ends.end();) {
    if (absl::Status status = Write(records.substr(begin, *end - begin)); !status.ok()) return status;
    const std::size_t written = *end++;
    begin = written + 1;
    const std::uint64_t used = flushed_ + buffer_.size() + ClosingSize();
    const std::uint64_t limit = options_.max_envelope_bytes();
    if (in_envelope_ == 0 || used >= limit) continue;
    // As many more as fit, with the commas before them, at once.
    const std::size_t* const last = std::upper_bound(end, ends.end(), limit - used + written);
    if (last == end) continue;
    const auto count = static_cast<std::uint64_t>(last - end);
    in_envelope_ += count;
    records_ += count;
    document_.records += count;
    const std::size_t last_end = *std::prev(last);
    end = last;
    begin = last_end + 1;
    std::string_view more = records.substr(written, last_end - written);
    while (!more.empty()) {
      // To the end of a block, so that nothing is left to move when it is flushed.
      const std::size_t to_end = kOutputBlockBytes - (document_.bytes + buffer_.size()) % kOutputBlockBytes;
      const std::string_view piece = more.substr(0, to_end);
      buffer_.Append(piece);
      more.remove_prefix(piece.size());
      if (buffer_.size() >= kOutputBlockBytes) {
        if (absl::Status status = FlushBlocks(); !status.ok()) return status;
      }
    }
  }
  return absl::OkStatus();
}

absl::Status EnvelopeWriter::Take(HeldRecords* held) {
  for (std::size_t i = 0; i < held->run_count(); ++i) {
    const HeldRecords::Run& run = held->run(i);
    if (run.block != block_) {
      block_ = run.block;
      block_open_ = run.block_open;
      block_is_open_ = false;
      group_is_open_ = false;
    }
    if (absl::Status status = WriteAll(held->records(i), held->ends(i)); !status.ok()) return status;
  }
  held->Clear();
  return absl::OkStatus();
}

// The record that begins at `record_begin` in the buffer does not fit: it becomes the first of the next envelope.
absl::Status EnvelopeWriter::StartOver(std::size_t record_begin) {
  const std::string record(buffer_.text().substr(record_begin));
  buffer_.Truncate(mark_);
  some_group_is_open_ = mark_group_;
  if (absl::Status status = EndEnvelope(); !status.ok()) return status;
  mark_ = buffer_.size();
  PutOpening();
  buffer_.Append(record);
  return absl::OkStatus();
}

absl::Status EnvelopeWriter::BeginDocument() {
  document_ = SinkDocument();
  document_.signal = shape_.signal;
  document_.path = std::string(SignalName(shape_.signal));
  if (!documents_.empty()) document_.path += "-" + std::to_string(documents_.size() + 1);
  document_.path += by_lines() ? ".jsonl" : ".json";
  absl::StatusOr<std::unique_ptr<Output>> output = package_->Create(document_.path);
  if (!output.ok()) return output.status();
  output_ = *std::move(output);
  return absl::OkStatus();
}

absl::Status EnvelopeWriter::EndEnvelope() {
  if (some_group_is_open_) buffer_.Append(group_close_);
  if (some_block_is_open_) buffer_.Append(kBlockClose);
  buffer_.Append(kEnvelopeClose);
  if (by_lines()) {
    buffer_.Append("\n");
    ++document_.lines;
  }
  block_is_open_ = some_block_is_open_ = false;
  group_is_open_ = some_group_is_open_ = false;
  in_envelope_ = 0;
  if (absl::Status status = Flush(buffer_.size()); !status.ok()) return status;
  flushed_ = 0;
  return by_lines() ? absl::OkStatus() : EndDocument();
}

absl::Status EnvelopeWriter::EndDocument() {
  if (absl::Status status = output_->Close(); !status.ok()) return status;
  output_.reset();
  documents_.push_back(std::move(document_));
  return absl::OkStatus();
}

absl::Status EnvelopeWriter::Flush(std::size_t size) {
  if (absl::Status status = output_->Append(buffer_.text().substr(0, size)); !status.ok()) return status;
  flushed_ += size;
  document_.bytes += size;
  buffer_.DropFront(size, kUsualCapacity);
  return absl::OkStatus();
}

// What ends at the end of one of the document's blocks. The buffer holds at least as many bytes as a block.
absl::Status EnvelopeWriter::FlushBlocks() {
  return Flush(buffer_.size() - (document_.bytes + buffer_.size()) % kOutputBlockBytes);
}

absl::Status EnvelopeWriter::Finish() {
  if (in_envelope_ > 0) {
    if (absl::Status status = EndEnvelope(); !status.ok()) return status;
  } else if (output_ == nullptr && documents_.empty()) {
    if (absl::Status status = BeginDocument(); !status.ok()) return status;
    if (!by_lines()) {
      buffer_.Append(envelope_open_);
      return EndEnvelope();
    }
  }
  return output_ == nullptr ? absl::OkStatus() : EndDocument();
}

}  // namespace telex
