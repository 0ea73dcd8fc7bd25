#include "parts_input.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>

#include "corpus.h"
#include "telex/exporter.h"
#include "telex/sink.h"

namespace telex_bench {
namespace {

class FileInMemory final : public telex::SourceFile {
 public:
  explicit FileInMemory(std::string_view text) : text_(text) {}
  absl::StatusOr<std::uint64_t> Size() override { return text_.size(); }
  absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
    const std::size_t begin = std::min(static_cast<std::size_t>(offset), text_.size());
    const std::size_t got = std::min(size, text_.size() - begin);
    std::memcpy(buffer, text_.data() + begin, got);
    return got;
  }

 private:
  const std::string_view text_;
};

// Copies of events, and of all that they point to.
class KeepingSink final : public telex::Sink {
 public:
  bool needs_blocks() const override { return true; }
  absl::Status Finish() override { return absl::OkStatus(); }

  absl::Status Write(const telex::Event& event, telex::Signal signal) override {
    KeptEvent kept{event, signal};
    telex::Event& copy = kept.event;
    original_ = event.text;
    copied_ = Keep(event.text);
    copy.text = copied_;
    for (telex::JsonValue* value : {&copy.event_id, &copy.event_name, &copy.timestamp, &copy.event_sequence,
                                    &copy.trace_id, &copy.parent_event_id}) {
      Move(value);
    }
    if (copy.has_error) {
      for (telex::JsonValue* value : {&copy.error.message, &copy.error.type, &copy.error.code}) Move(value);
    }
    copy.properties = KeepAttributes(event.properties);
    copy.measurements = KeepAttributes(event.measurements);
    left_out_.emplace_back(event.left_out.begin(), event.left_out.end());
    copy.left_out = {left_out_.back().data(), left_out_.back().size()};
    copy.file = Keep(event.file);
    copy.context = KeepContext(*event.context);
    events.push_back(kept);
    return absl::OkStatus();
  }

  std::vector<KeptEvent> events;

 private:
  std::string_view Keep(std::string_view text) { return texts_.emplace_back(text); }

  // What pointed into the event's text points into the copy of it.
  void Move(telex::JsonValue* value) {
    const std::string_view text = value->text();
    const bool inside =
        text.data() >= original_.data() && text.data() + text.size() <= original_.data() + original_.size();
    const std::string_view moved =
        inside ? copied_.substr(static_cast<std::size_t>(text.data() - original_.data()), text.size()) : Keep(text);
    *value = telex::JsonValue(moved, value->kind());
  }

  telex::ArrayView<telex::Attribute> KeepAttributes(telex::ArrayView<telex::Attribute> list) {
    std::vector<telex::Attribute>& kept = attributes_.emplace_back(list.begin(), list.end());
    for (telex::Attribute& attribute : kept) {
      Move(&attribute.key);
      Move(&attribute.value);
    }
    return {kept.data(), kept.size()};
  }

  const telex::SessionContext* KeepContext(const telex::SessionContext& context) {
    telex::SessionContext& kept = contexts_.emplace_back(context);
    for (telex::JsonValue* value :
         {&kept.extension_version, &kept.machine_id, &kept.session_id, &kept.os_type, &kept.os_version, &kept.host_arch,
          &kept.platform_name, &kept.platform_version, &kept.deployment_url}) {
      Move(value);
    }
    kept.schema_version_text = Keep(context.schema_version_text);
    kept.members_text = Keep(context.members_text);
    return &kept;
  }

  std::string_view original_;
  std::string_view copied_;
  std::deque<std::string> texts_;
  std::deque<std::vector<telex::Attribute>> attributes_;
  std::deque<std::vector<telex::TextRange>> left_out_;
  std::deque<telex::SessionContext> contexts_;
};

}  // namespace

absl::Status FilesInMemory::List(const std::function<void(std::string_view name)>& visit) {
  for (const auto& [name, text] : files_) visit(name);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<telex::SourceFile>> FilesInMemory::Open(std::string_view name) {
  const auto found = files_.find(std::string(name));
  if (found == files_.end()) return absl::NotFoundError("no such file");
  return std::make_unique<FileInMemory>(found->second);
}

std::uint64_t FilesInMemory::bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, text] : files_) bytes += text.size();
  return bytes;
}

FilesInMemory& PartsFiles() {
  static FilesInMemory& files = *[] {
    CorpusOptions options;
    options.days = 1;
    options.parts = 1;
    options.events = kPartsEvents;
    std::map<std::string, std::string> texts;
    MakeCorpus(options, [&texts](std::string_view name, std::string_view text) { texts[std::string(name)] += text; });
    return new FilesInMemory(std::move(texts));
  }();
  return files;
}

const std::vector<KeptEvent>& PartsEvents() {
  static const KeepingSink& sink = *[] {
    auto* keeping = new KeepingSink;
    telex::Exporter exporter({});
    const bool good = exporter.AddSink(keeping).ok() && exporter.Run(PartsFiles()).ok();
    if (!good || keeping->events.size() != kPartsEvents) {
      std::fprintf(stderr, "telex_parts: not every event was read\n");
      std::abort();
    }
    return keeping;
  }();
  return sink.events;
}

void CountEvents(benchmark::State& state) {
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(kPartsEvents));
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(PartsFiles().bytes()));
}

bool Good(benchmark::State& state, const absl::Status& status) {
  if (!status.ok()) state.SkipWithError(std::string(status.message()).c_str());
  return status.ok();
}

}  // namespace telex_bench
