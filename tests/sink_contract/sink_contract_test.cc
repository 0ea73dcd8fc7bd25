// Proves of every sink, a program's own among them, what exporters and hosts rely on: an empty form, records in the
// order of the events and all of them, counts that agree with the documents, failures that come through and are final,
// documents that are whole and within their limit, whatever the limit.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "rapidjson/reader.h"
#include "telex/exporter.h"
#include "tests/encode/json_tree.h"
#include "tests/encode/otlp_records.h"
#include "tests/read/telemetry_text.h"
#include "tests/sink_contract/contract_sinks.h"

namespace telex {
namespace {

using test::FaultyPackage;
using test::HeaderLine;
using test::RowLine;
using test::SinkCase;

using Documents = std::map<std::string, std::string>;
constexpr std::uint64_t kNoLimit = std::uint64_t{1} << 40;

struct TestEvent {
  std::string id;
  Signal signal;
  std::string file;  // name
  std::string line;
};

std::string Id(int number) {
  char id[20];
  std::snprintf(id, sizeof id, "00000000000000%02x", static_cast<unsigned>(number));
  return id;
}

TestEvent MakeEvent(int number, Signal signal, const std::string& file, std::size_t padding,
                    const std::string& deployment) {
  const std::string id = Id(number);
  const std::string properties = "{\"id\":\"" + id + "\",\"pad\":\"" + std::string(padding, 'x') + "\"}";
  const std::string rest =
      ",\"trace_id\":\"cf560a90cdba9130cb721db8324fe191\",\"deployment_url\":\"" + deployment + "\"";
  const std::string name = signal == Signal::kMetric  ? "ssh.network.info"
                           : signal == Signal::kTrace ? "a.span"
                                                      : "a.log";
  const std::string measurements = signal == Signal::kMetric  ? "{\"latencyMs\":1.5}"
                                   : signal == Signal::kTrace ? "{\"durationMs\":2}"
                                                              : "{}";
  return {id, signal, file, RowLine(id, name, test::TimeText(number * 1000), number, properties, measurements, rest)};
}

// Two sessions, changes of the deployment, all signals in turn, records of several sizes.
std::vector<TestEvent> MixedEvents() {
  std::vector<TestEvent> events;
  for (int i = 0; i < 21; ++i) {
    const std::string file = i < 14 ? "telemetry-2026-05-01-aaaa.jsonl" : "telemetry-2026-05-01-bbbb.jsonl";
    const std::string deployment = i < 6 ? "" : i < 12 ? "https://a.example" : "https://b.example";
    events.push_back(
        MakeEvent(i + 1, static_cast<Signal>(i % 3), file, static_cast<std::size_t>(i * 7 % 50), deployment));
  }
  return events;
}

struct SinkRun {
  Documents documents;
  SinkCounts counts;
  std::vector<SinkDocument> listed;
  absl::Status status;
};

// Feeds the events to the sink, as an exporter does, and commits.
absl::Status Feed(const std::vector<TestEvent>& events, Sink* sink, Package* package) {
  Exporter exporter((ExporterOptions()));
  if (absl::Status status = exporter.AddSink(sink); !status.ok()) return status;
  std::string file;
  for (const TestEvent& event : events) {
    if (event.file != file) {
      if (!file.empty()) {
        EXPECT_TRUE(exporter.EndFile().ok());
      }
      file = event.file;
      if (absl::Status status = exporter.BeginFile(file); !status.ok()) return status;
      if (absl::Status status = exporter.Feed(HeaderLine(file)); !status.ok()) return status;
    }
    if (absl::Status status = exporter.Feed(event.line); !status.ok()) return status;
  }
  if (!file.empty()) {
    EXPECT_TRUE(exporter.EndFile().ok());
  }
  EXPECT_TRUE(exporter.report().problems.empty());
  if (absl::Status status = exporter.Finish(); !status.ok()) return status;
  EXPECT_EQ(exporter.report().events, events.size());
  return package->Commit();
}

SinkRun RunSink(const SinkCase& sink_case, const std::vector<TestEvent>& events, std::uint64_t limit) {
  SinkRun run;
  const std::unique_ptr<Package> package = NewMemoryPackage(&run.documents);
  absl::StatusOr<std::unique_ptr<Sink>> sink = sink_case.make(package.get(), limit);
  EXPECT_TRUE(sink.ok());
  run.status = Feed(events, sink->get(), package.get());
  run.counts = (*sink)->counts();
  run.listed = (*sink)->documents();
  return run;
}

std::vector<std::string> ExpectedIds(const SinkCase& sink_case, const std::vector<TestEvent>& events) {
  std::vector<std::string> ids;
  for (const TestEvent& event : events) {
    if (sink_case.signals.Has(event.signal)) ids.push_back(event.id);
  }
  return ids;
}

// What the sink says of its documents is what they are.
void ExpectCountsAgree(const SinkCase& sink_case, const SinkRun& run, std::size_t records) {
  if (!sink_case.has_counts) {
    EXPECT_TRUE(run.listed.empty());
    return;
  }
  std::uint64_t listed_records = 0;
  ASSERT_EQ(run.listed.size(), run.documents.size());
  for (std::size_t i = 0; i < run.listed.size(); ++i) {
    const SinkDocument& document = run.listed[i];
    ASSERT_TRUE(run.documents.count(document.path)) << document.path;
    EXPECT_EQ(document.bytes, run.documents.at(document.path).size()) << document.path;
    if (sink_case.by_lines) {
      const std::string& text = run.documents.at(document.path);
      EXPECT_EQ(document.lines, static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
    } else {
      EXPECT_EQ(document.lines, 0u);
      if (sink_case.has_limit) {
        EXPECT_EQ(document.records,
                  test::RecordsOf(test::ParseJson(run.documents.at(document.path)), document.signal).size());
      }
    }
    listed_records += document.records;
  }
  EXPECT_EQ(run.listed.front().path, sink_case.first_document);
  EXPECT_EQ(listed_records, records);
  EXPECT_EQ(run.counts.records[0] + run.counts.records[1] + run.counts.records[2], records);
}

class SinkContract : public testing::TestWithParam<SinkCase> {};

TEST_P(SinkContract, EmptyForm) {
  const SinkRun run = RunSink(GetParam(), {}, kNoLimit);
  EXPECT_TRUE(run.status.ok()) << run.status;
  EXPECT_EQ(run.documents, (Documents{{GetParam().first_document, GetParam().empty_form}}));
  ExpectCountsAgree(GetParam(), run, 0);
}

// Events of other signals leave a sink empty, too.
TEST_P(SinkContract, EventsOfOtherSignalsOnly) {
  std::vector<TestEvent> events = MixedEvents();
  const auto is_wanted = [](const TestEvent& event) { return GetParam().signals.Has(event.signal); };
  events.erase(std::remove_if(events.begin(), events.end(), is_wanted), events.end());
  const SinkRun run = RunSink(GetParam(), events, kNoLimit);
  EXPECT_EQ(run.documents, (Documents{{GetParam().first_document, GetParam().empty_form}}));
}

TEST_P(SinkContract, OneEvent) {
  const std::vector<TestEvent> events = MixedEvents();
  const auto wanted = std::find_if(events.begin(), events.end(),
                                   [](const TestEvent& event) { return GetParam().signals.Has(event.signal); });
  const SinkRun run = RunSink(GetParam(), {*wanted}, kNoLimit);
  EXPECT_TRUE(run.status.ok()) << run.status;
  EXPECT_EQ(GetParam().ids(run.documents), std::vector<std::string>{wanted->id});
  ExpectCountsAgree(GetParam(), run, 1);
}

TEST_P(SinkContract, AllRecordsInTheOrderOfTheEvents) {
  const std::vector<TestEvent> events = MixedEvents();
  const SinkRun run = RunSink(GetParam(), events, kNoLimit);
  EXPECT_TRUE(run.status.ok()) << run.status;
  const std::vector<std::string> expected = ExpectedIds(GetParam(), events);
  EXPECT_EQ(GetParam().ids(run.documents), expected);
  EXPECT_EQ(run.documents.size(), 1u);
  EXPECT_EQ(run.counts.oversized, 0u);
  ExpectCountsAgree(GetParam(), run, expected.size());
}

TEST_P(SinkContract, RecordsLargerThanBuffers) {
  std::vector<TestEvent> events;
  for (int i = 0; i < 9; ++i) {
    events.push_back(MakeEvent(i + 1, static_cast<Signal>(i % 3), "telemetry-2026-05-01-a.jsonl",
                               i < 3   ? 300000u
                               : i < 6 ? 10u
                                       : 70000u,
                               ""));
  }
  for (const std::uint64_t limit : {kNoLimit, std::uint64_t{100000}}) {
    const SinkRun run = RunSink(GetParam(), events, limit);
    EXPECT_TRUE(run.status.ok()) << run.status;
    const std::vector<std::string> expected = ExpectedIds(GetParam(), events);
    EXPECT_EQ(GetParam().ids(run.documents), expected);
    EXPECT_EQ(run.counts.oversized, limit == kNoLimit || !GetParam().has_limit ? 0u : 1u);
    ExpectCountsAgree(GetParam(), run, expected.size());
  }
}

// Files take blocks at half the cost of other pieces: of an envelope, or of the array, only the last piece is not whole.
TEST_P(SinkContract, HandsOnWholeBlocks) {
  if (!GetParam().has_blocks) return;
  std::vector<TestEvent> events;
  for (int i = 0; i < 200; ++i) {
    events.push_back(MakeEvent(i + 1, static_cast<Signal>(i % 3), "telemetry-2026-05-01-a.jsonl",
                               static_cast<std::size_t>(i * 997 % 10000 + (i == 90 ? 300000 : 0)), ""));
  }
  std::vector<std::size_t> sizes;
  const auto note = [&sizes](std::string_view bytes) {
    sizes.push_back(bytes.size());
    return absl::OkStatus();
  };
  const std::unique_ptr<Package> package =
      NewCallbackPackage([&note](std::string_view) { return NewCallbackOutput(note); });
  absl::StatusOr<std::unique_ptr<Sink>> sink = GetParam().make(package.get(), kNoLimit);
  ASSERT_TRUE(sink.ok());
  ASSERT_TRUE(Feed(events, sink->get(), package.get()).ok());
  ASSERT_GE(sizes.size(), 3u);
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) EXPECT_EQ(sizes[i] % kOutputBlockBytes, 0u) << i;
}

// Each call of the package and of its outputs fails once: the export ends with that message and the package stays
// uncommitted; nothing is called after that, all outputs are let go of, and nothing is there.
TEST_P(SinkContract, FailureAtEveryCall) {
  std::vector<TestEvent> events = MixedEvents();
  for (int i = 0; i < 3; ++i) {
    events.push_back(MakeEvent(100 + i, static_cast<Signal>(i), "telemetry-2026-05-01-c.jsonl", 150000, ""));
  }
  int good_calls = 0;
  for (int fail_at = 1; good_calls == 0; ++fail_at) {
    SCOPED_TRACE("call " + std::to_string(fail_at));
    ASSERT_LT(fail_at, 1000);
    Documents documents;
    {
      FaultyPackage package(&documents, fail_at);
      absl::StatusOr<std::unique_ptr<Sink>> sink = GetParam().make(&package, 3000);
      const absl::Status status = sink.ok() ? Feed(events, sink->get(), &package) : sink.status();
      if (status.ok()) {
        good_calls = package.calls();
        EXPECT_TRUE(package.committed());
      } else {
        EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
        EXPECT_EQ(std::string(status.message()), FaultyPackage::Message(fail_at));
        EXPECT_EQ(package.calls_after_failure(), 0);
        EXPECT_FALSE(package.committed());
      }
      if (sink.ok()) sink->reset();
      EXPECT_EQ(package.open(), 0);
      EXPECT_EQ(package.closed_twice(), 0);
    }
    EXPECT_EQ(documents.empty(), good_calls == 0);
  }
  EXPECT_GE(good_calls, 4) << "create, append, close, commit";
}

// Quick forms of ParseJson and SinkCase::ids.
bool IsJson(const std::string& text) {
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> ignored;
  rapidjson::StringStream stream(text.c_str());
  return !reader.Parse<rapidjson::kParseValidateEncodingFlag>(stream, ignored).IsError();
}
std::vector<std::string> IdProperties(const std::string& envelope) {
  const std::string before = "{\"key\":\"id\",\"value\":{\"stringValue\":\"";
  std::vector<std::string> ids;
  for (std::size_t at = 0; (at = envelope.find(before, at)) != std::string::npos;) {
    at += before.size();
    ids.push_back(envelope.substr(at, 16));
  }
  return ids;
}

// Every limit: documents that are whole, no larger than it unless they hold one record, and nothing is lost.
TEST_P(SinkContract, EveryLimit) {
  if (!GetParam().has_limit) return;  // nothing to prove: a sink without a limit
  std::vector<TestEvent> events;
  for (const TestEvent& event : MixedEvents()) {
    if (GetParam().signals.Has(event.signal) && event.id != Id(4)) events.push_back(event);
  }
  const std::vector<std::string> expected = ExpectedIds(GetParam(), events);
  const SinkRun unlimited = RunSink(GetParam(), events, kNoLimit);
  const std::size_t newline = GetParam().by_lines ? 1 : 0;
  const std::size_t whole = unlimited.documents.at(GetParam().first_document).size() - newline;
  for (std::uint64_t limit = 1; limit <= whole + 1; ++limit) {
    SCOPED_TRACE("limit " + std::to_string(limit));
    const SinkRun run = RunSink(GetParam(), events, limit);
    ASSERT_TRUE(run.status.ok()) << run.status;
    std::uint64_t oversized = 0;
    std::vector<std::string> ids;
    std::size_t envelopes = 0;
    for (Signal signal : {Signal::kLog, Signal::kTrace, Signal::kMetric}) {
      for (const std::string& envelope : test::EnvelopesOf(run.documents, signal)) {
        ++envelopes;
        ASSERT_TRUE(IsJson(envelope)) << envelope;
        const std::vector<std::string> inside = IdProperties(envelope);
        ids.insert(ids.end(), inside.begin(), inside.end());
        if (envelope.size() <= limit) continue;
        ++oversized;
        ASSERT_EQ(inside.size(), 1u);
      }
    }
    ASSERT_EQ(ids, expected);
    if (limit % 50 == 0) {
      ASSERT_EQ(GetParam().ids(run.documents), expected);
      ExpectCountsAgree(GetParam(), run, expected.size());
    }
    EXPECT_EQ(run.counts.oversized, oversized);
    EXPECT_EQ(envelopes == 1, limit >= whole) << "filled up to the limit";
    if (testing::Test::HasFailure()) return;
  }
}

// A document ends only where the next record would not fit: with its own document's text added it would be too large.
TEST_P(SinkContract, DocumentsAreFilled) {
  if (!GetParam().has_limit) return;
  std::vector<TestEvent> events;
  for (int i = 0; i < 40; ++i) {
    const Signal signal = GetParam().signals.Has(Signal::kLog)     ? Signal::kLog
                          : GetParam().signals.Has(Signal::kTrace) ? Signal::kTrace
                                                                   : Signal::kMetric;
    events.push_back(MakeEvent(i + 1, signal, "telemetry-2026-05-01-a.jsonl", 20, ""));
  }
  // All records are of one size: so are all documents but the last.
  const auto size_of = [&](int count) {
    const SinkRun run = RunSink(GetParam(), {events.begin(), events.begin() + count}, kNoLimit);
    return run.documents.at(GetParam().first_document).size() - (GetParam().by_lines ? 1 : 0);
  };
  const std::size_t size_of_seven = size_of(7);
  for (const std::size_t limit : {size_of_seven, size_of(8) - 1}) {
    const SinkRun run = RunSink(GetParam(), events, limit);
    std::vector<std::size_t> sizes;
    for (Signal signal : {Signal::kLog, Signal::kTrace, Signal::kMetric}) {
      for (const std::string& envelope : test::EnvelopesOf(run.documents, signal)) sizes.push_back(envelope.size());
    }
    EXPECT_EQ(sizes, (std::vector<std::size_t>{size_of_seven, size_of_seven, size_of_seven, size_of_seven,
                                               size_of_seven, size_of(5)}));
  }
}

TEST_P(SinkContract, TwoOfAKindDoNotDisturbEachOther) {
  const std::vector<TestEvent> events = MixedEvents();
  Documents first;
  Documents second;
  const std::unique_ptr<Package> packages[] = {NewMemoryPackage(&first), NewMemoryPackage(&second)};
  auto sink = GetParam().make(packages[0].get(), 3000);
  auto other = GetParam().make(packages[1].get(), 3000);
  ASSERT_TRUE(sink.ok() && other.ok());
  Exporter exporter((ExporterOptions()));
  ASSERT_TRUE(exporter.AddSink(sink->get()).ok());
  ASSERT_TRUE(exporter.AddSink(other->get()).ok());
  ASSERT_TRUE(exporter.BeginFile("telemetry-2026-05-01-a.jsonl").ok());
  ASSERT_TRUE(exporter.Feed(HeaderLine()).ok());
  for (const TestEvent& event : events) ASSERT_TRUE(exporter.Feed(event.line).ok());
  ASSERT_TRUE(exporter.EndFile().ok());
  ASSERT_TRUE(exporter.Finish().ok());
  EXPECT_EQ(first, second);
  EXPECT_EQ(GetParam().ids(first), ExpectedIds(GetParam(), events));
}

INSTANTIATE_TEST_SUITE_P(Sinks, SinkContract, testing::ValuesIn(test::SinkCases()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace telex
