// telex_reader: bytes in any chunking, to events and problems.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "event_handle.h"
#include "guard.h"
#include "host_calls.h"
#include "option_values.h"
#include "telex.h"
#include "telex/event_reader.h"

namespace telex::capi {
namespace {

class HostVisitor final : public EventVisitor {
 public:
  HostVisitor(HostCalls& calls, Router router) : calls_(calls), router_(std::move(router)) {}

  void Set(const telex_visitor& table, void* user_data) {
    table_ = table;
    user_data_ = user_data;
  }

  absl::Status OnEvent(const Event& event) override {
    // A problem's callback cannot stop the reader by itself.
    if (calls_.failure()) return absl::UnknownError("stopped");
    if (table_.event == nullptr) return absl::OkStatus();
    const BoundEvent bound(event_, event, router_);
    return calls_.Run("event", [&](telex_error* error) { return table_.event(&event_, error, user_data_); });
  }

  void OnProblem(std::string_view file, std::uint64_t line, std::string_view reason) override {
    if (calls_.failure() || table_.problem == nullptr) return;
    const telex_problem problem = {sizeof problem, TextOf(file), line, TextOf(reason)};
    calls_.Run("problem", [&](telex_error* error) { return table_.problem(&problem, error, user_data_); })
        .IgnoreError();  // kept in calls_
  }

 private:
  HostCalls& calls_;
  Router router_;
  telex_visitor table_ = {};
  void* user_data_ = nullptr;
  telex_event event_;
};

enum class ReaderState { kNew, kBetweenFiles, kInFile, kFailed };

}  // namespace
}  // namespace telex::capi

struct telex_reader {
  explicit telex_reader(const telex::capi::OptionValues& values)
      : visitor(calls, telex::Router(values.metric_rules())),
        reader(&visitor, telex::EventReaderOptions{values.max_input_line_bytes()}) {}

  telex::capi::ErrorText error;
  telex::capi::HostCalls calls;
  telex::capi::HostVisitor visitor;
  telex::EventReader reader;
  telex::capi::ReaderState state = telex::capi::ReaderState::kNew;
};

namespace telex::capi {
namespace {

// What the host is told after `status` of the reader, which can then be used no more if anything failed.
Outcome Conclude(telex_reader& reader, const absl::Status& status) {
  if (reader.calls.failure()) {
    reader.state = ReaderState::kFailed;
    return *reader.calls.failure();
  }
  if (!status.ok()) reader.state = ReaderState::kFailed;
  return status;
}

}  // namespace
}  // namespace telex::capi

using telex::capi::Guard;
using telex::capi::Outcome;
using telex::capi::ReaderState;

telex_reader* telex_reader_new(const telex_options* options) { return telex::capi::NewHandle<telex_reader>(options); }

void telex_reader_free(telex_reader* reader) { delete reader; }

const char* telex_reader_error(const telex_reader* reader) { return telex::capi::ErrorOf(reader); }

telex_status telex_reader_set_visitor(telex_reader* reader, const telex_visitor* visitor, void* user_data) {
  return Guard(reader, [&]() -> Outcome {
    telex_visitor ours;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadStruct(visitor, "visitor", &ours));
    if (reader->state != ReaderState::kNew) return Outcome::InvalidState("the reader has begun");
    reader->visitor.Set(ours, user_data);
    return {};
  });
}

telex_status telex_reader_begin_file(telex_reader* reader, const char* name, size_t length) {
  return Guard(reader, [&]() -> Outcome {
    std::string_view text;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadText(name, length, "name", &text));
    if (reader->state == ReaderState::kFailed) return Outcome::InvalidState("the reader has failed before");
    if (reader->state == ReaderState::kInFile) return Outcome::InvalidState("the file before has not ended");
    reader->reader.BeginFile(text);
    reader->state = ReaderState::kInFile;
    return {};
  });
}

telex_status telex_reader_feed(telex_reader* reader, const void* bytes, size_t length) {
  return Guard(reader, [&]() -> Outcome {
    std::string_view text;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadBytes(bytes, length, "bytes", &text));
    if (reader->state != ReaderState::kInFile) return Outcome::InvalidState("no file has begun");
    return telex::capi::Conclude(*reader, reader->reader.Feed(text));
  });
}

telex_status telex_reader_end_file(telex_reader* reader) {
  return Guard(reader, [&]() -> Outcome {
    if (reader->state != ReaderState::kInFile) return Outcome::InvalidState("no file has begun");
    reader->state = ReaderState::kBetweenFiles;
    return telex::capi::Conclude(*reader, reader->reader.EndFile());
  });
}
