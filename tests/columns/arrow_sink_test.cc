// ArrowSink: what each column holds of an event, and which rows a batch has.
#include "telex/arrow_sink.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telex/exporter.h"
#include "tests/columns/arrow_reader.h"

namespace telex::test {
namespace {

using Values = std::vector<std::string>;

constexpr char kFile[] = "telemetry-2026-05-01-s.jsonl";
constexpr char kContext[] =
    R"("extension_version":"1.2","machine_id":"m","session_id":"s","os_type":"win32","os_version":"10",)"
    R"("host_arch":"x64","platform_name":"VS Code","platform_version":"1.9","deployment_url":"https://d")";

// A row with its own context; `fields` replace, or add to, those that each row must have.
std::string Row(const std::string& fields) {
  return R"({"event_id":"e","event_name":"n","timestamp":"2026-05-01T00:00:00.1234567Z","event_sequence":1,)"
         R"("properties":{},"measurements":{},"context":{)" +
         std::string(kContext) + "}" + (fields.empty() ? "" : "," + fields) + "}\n";
}

class ArrowSinkTest : public testing::Test {
 protected:
  // The batches of a file.
  std::vector<OwnedArray> Export(const std::string& content, std::int64_t rows_per_batch = 100,
                                 std::string_view file = kFile) {
    std::vector<OwnedArray> batches;
    ArrowSink sink(
        [&batches](ArrowArray* batch) {
          Move<ArrowArray>(batch, &batches.emplace_back());
          return absl::OkStatus();
        },
        ArrowOptions{rows_per_batch});
    Exporter exporter{ExporterOptions()};
    EXPECT_TRUE(exporter.AddSink(&sink).ok());
    EXPECT_TRUE(exporter.BeginFile(file).ok());
    EXPECT_TRUE(exporter.Feed(content).ok());
    EXPECT_TRUE(exporter.EndFile().ok());
    EXPECT_TRUE(exporter.Finish().ok());
    EXPECT_EQ(exporter.report().lines_skipped, 0u);
    return batches;
  }

  // The one column of the one batch of a file.
  Values ColumnOf(const std::string& name, const std::string& content) {
    const std::vector<OwnedArray> batches = Export(content);
    return batches.size() == 1 ? Column(batches[0], name) : Values{"not one batch"};
  }
};

TEST_F(ArrowSinkTest, TheSchemaIsThatOfTheContract) {
  OwnedSchema schema;
  MakeArrowSchema(&schema);
  EXPECT_EQ(Describe(schema),
            "!: +s [timestamp: tsu:UTC, time_unix_nano: l, event_name: u, signal: u, event_id: u, trace_id: u, "
            "parent_event_id: u, event_sequence: l, result: u, duration_ms: g, "
            "error: +s [message: u, type: u, code: u], "
            "properties: +m [entries!: +s [key!: u, value: u]], "
            "measurements: +m [entries!: +s [key!: u, value: g]], "
            "session_id: u, machine_id: u, extension_version: u, os_type: u, os_version: u, host_arch: u, "
            "platform_name: u, platform_version: u, deployment_url: u, file: u]");
}

TEST_F(ArrowSinkTest, EachFieldIsInItsColumn) {
  const std::vector<OwnedArray> batches =
      Export(Row(R"("trace_id":"t","parent_event_id":"p","properties":{"a":"b","result":"success"},)"
                 R"("measurements":{"durationMs":1.5,"n":2},"error":{"message":"m","type":"T","code":"C"})"));
  ASSERT_EQ(batches.size(), 1u);
  const std::pair<const char*, const char*> expected[] = {
      {"timestamp", "1777593600123456"},
      {"time_unix_nano", "1777593600123456700"},
      {"event_name", "\"n\""},
      {"signal", "\"trace\""},
      {"event_id", "\"e\""},
      {"trace_id", "\"t\""},
      {"parent_event_id", "\"p\""},
      {"event_sequence", "1"},
      {"result", "\"success\""},
      {"duration_ms", "1.5"},
      {"error", R"({message: "m", type: "T", code: "C"})"},
      {"properties", R"({"a": "b", "result": "success"})"},
      {"measurements", R"({"durationMs": 1.5, "n": 2})"},
      {"session_id", "\"s\""},
      {"machine_id", "\"m\""},
      {"extension_version", "\"1.2\""},
      {"os_type", "\"win32\""},
      {"os_version", "\"10\""},
      {"host_arch", "\"x64\""},
      {"platform_name", "\"VS Code\""},
      {"platform_version", "\"1.9\""},
      {"deployment_url", "\"https://d\""},
      {"file", "\"telemetry-2026-05-01-s.jsonl\""},
  };
  for (const auto& [name, value] : expected) EXPECT_EQ(Column(batches[0], name), Values{value}) << name;
}

TEST_F(ArrowSinkTest, WhatIsAbsentIsNull) {
  const std::vector<OwnedArray> batches = Export(Row(R"("trace_id":"","parent_event_id":"")"));
  ASSERT_EQ(batches.size(), 1u);
  for (const char* name : {"trace_id", "parent_event_id", "result", "duration_ms", "error"}) {
    EXPECT_EQ(Column(batches[0], name), Values{"null"}) << name;
  }
  EXPECT_EQ(Column(batches[0], "properties"), Values{"{}"});
  EXPECT_EQ(Column(batches[0], "measurements"), Values{"{}"});
  EXPECT_EQ(ColumnOf("error", Row(R"("error":{"message":""})")), Values{R"({message: "", type: null, code: null})"});
  // Not known, which telemetry says by an empty text.
  std::string row = Row("");
  row.replace(row.find("https://d"), 9, "");
  EXPECT_EQ(ColumnOf("deployment_url", row), Values{"null"});
}

TEST_F(ArrowSinkTest, TextsAreDecodedAndValidUtf8) {
  const std::string row =
      Row(R"("event_name":"a\n\"\\\/\u0041\u00e9\ud83d\ude00é","properties":{"\ud800k":"\udc00v\ud800"})");
  EXPECT_EQ(ColumnOf("event_name", row), Values{"\"a\n\"\\/A\u00e9\U0001F600\u00e9\""});
  EXPECT_EQ(ColumnOf("properties", row), Values{"{\"\uFFFDk\": \"\uFFFDv\uFFFD\"}"});
  EXPECT_EQ(ColumnOf("event_id", Row(R"("event_id":"a\u0000b")")), Values{std::string("\"a\0b\"", 5)});
}

TEST_F(ArrowSinkTest, AFileNameNeedNotBeUtf8) {
  const std::string row = Row("");
  std::vector<OwnedArray> batches = Export(row + row, 100, "telemetry-2026-05-01-\xFF\xC3.jsonl");
  ASSERT_EQ(batches.size(), 1u);
  const std::string name = "\"telemetry-2026-05-01-\uFFFD\uFFFD.jsonl\"";
  EXPECT_EQ(Column(batches[0], "file"), (Values{name, name}));
}

TEST_F(ArrowSinkTest, PropertiesThatAreNoTextsKeepTheirStoredText) {
  const std::string row = Row(R"("properties":{"a":1.50,"b":true,"c":false,"d":1e999,"result":-0})");
  EXPECT_EQ(ColumnOf("properties", row),
            Values{R"({"a": "1.50", "b": "true", "c": "false", "d": "1e999", "result": "-0"})"});
  EXPECT_EQ(ColumnOf("result", row), Values{"\"-0\""});
}

TEST_F(ArrowSinkTest, MeasurementsBeyondADoubleAreInfinite) {
  const std::string row = Row(R"("measurements":{"a":1e999,"b":-1e999,"c":1e-999,"durationMs":2e308})");
  EXPECT_EQ(ColumnOf("measurements", row), Values{R"({"a": inf, "b": -inf, "c": 0, "durationMs": inf})"});
  EXPECT_EQ(ColumnOf("duration_ms", row), Values{"inf"});
}

TEST_F(ArrowSinkTest, OfKeysThatRepeatTheLastOneCounts) {
  const std::string row =
      Row(R"("properties":{"result":"1","":"x","\u0072esult":"2","_":"y","\ud800":"3","\udfff":"4"},)"
          R"("measurements":{"durationMs":1,"n":2,"durationM\u0073":3})");
  EXPECT_EQ(ColumnOf("properties", row), Values{"{\"\": \"x\", \"result\": \"2\", \"_\": \"y\", \"\uFFFD\": \"4\"}"});
  EXPECT_EQ(ColumnOf("result", row), Values{"\"2\""});
  EXPECT_EQ(ColumnOf("measurements", row), Values{R"({"n": 2, "durationMs": 3})"});
  EXPECT_EQ(ColumnOf("duration_ms", row), Values{"3"});
}

TEST_F(ArrowSinkTest, SequencesAreWholeNumbersOf64BitsHoweverTheyAreWritten) {
  std::string rows;
  for (const char* number :
       {"0", "-0", "-7", "1.0", "1e3", "15e-1", "1.5", "-1e400", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "-9223372036854775809", "9.5e18", "1000000000000000000000e-3"}) {
    rows += Row(R"("event_sequence":)" + std::string(number));
  }
  EXPECT_EQ(ColumnOf("event_sequence", rows),
            (Values{"0", "0", "-7", "1", "1000", "null", "null", "null", "9223372036854775807", "null",
                    "-9223372036854775808", "null", "null", "1000000000000000000"}));
}

TEST_F(ArrowSinkTest, SignalsAreThoseOfTheRouter) {
  EXPECT_EQ(ColumnOf("signal", Row("") + Row(R"("trace_id":"t","measurements":{"durationMs":1})") +
                                   Row(R"("event_name":"ssh.network.info","measurements":{"n":1})")),
            (Values{"\"log\"", "\"trace\"", "\"metric\""}));
}

TEST_F(ArrowSinkTest, ABatchHasAsManyRowsAsItMay) {
  std::string rows;
  for (int i = 0; i < 7; ++i) rows += Row("");
  for (const auto& [limit, expected] : std::vector<std::pair<std::int64_t, std::vector<std::int64_t>>>{
           {1, {1, 1, 1, 1, 1, 1, 1}}, {3, {3, 3, 1}}, {7, {7}}, {8, {7}}}) {
    std::vector<std::int64_t> lengths;
    for (const OwnedArray& batch : Export(rows, limit)) {
      lengths.push_back(batch.length);
      EXPECT_EQ(Column(batch, "event_id").size(), static_cast<std::size_t>(batch.length));
    }
    EXPECT_EQ(lengths, expected) << limit;
  }
  EXPECT_TRUE(Export("").empty());
}

// Bitmaps begin with the first null, at any bit, and end with the batch.
TEST_F(ArrowSinkTest, NullsAreWhereTheyBelong) {
  const std::string with = Row(R"("trace_id":"t")");
  const std::string without = Row("");
  for (const int nulls : {1, 0x80, 0x100, 0x10100, 0x0FFFF, 0x15555, 0x1FFFF}) {
    std::string rows;
    Values expected;
    for (int row = 0; row < 17; ++row) {
      const bool null = (nulls >> row & 1) != 0;
      rows += null ? without : with;
      expected.push_back(null ? "null" : "\"t\"");
    }
    EXPECT_EQ(ColumnOf("trace_id", rows), expected) << nulls;
    // The next batch has none of them.
    std::vector<OwnedArray> batches = Export(rows + with, 17);
    ASSERT_EQ(batches.size(), 2u);
    EXPECT_EQ(Column(batches[1], "trace_id"), Values{"\"t\""});
    EXPECT_EQ(batches[1].children[5]->buffers[0], nullptr);
  }
}

// Rows below a header, whose context and file are written for many rows at once.
class ArrowOriginsTest : public ArrowSinkTest {
 protected:
  struct File {
    std::string name;
    std::string content;
  };

  static std::string Header(const std::string& session) {
    std::string context = kContext;
    context.replace(context.find("\"s\""), 3, "\"" + session + "\"");
    return R"({"kind":"header","schema_version":1,"context":{)" + context + "}}\n";
  }
  static std::string Below(const std::string& deployment) {
    return R"({"event_id":"e","event_name":"n","timestamp":"2026-05-01T00:00:00Z","event_sequence":1,"properties":{},)"
           R"("measurements":{},"deployment_url":")" +
           deployment + "\"}\n";
  }

  // `session deployment file` of each row.
  static Values Origins(const std::vector<File>& files, std::int64_t rows_per_batch) {
    Values origins;
    const auto add = [&origins](ArrowArray* batch) {
      const Values sessions = Column(*batch, "session_id");
      const Values deployments = Column(*batch, "deployment_url");
      const Values names = Column(*batch, "file");
      for (std::size_t i = 0; i < sessions.size(); ++i) {
        origins.push_back(sessions[i] + " " + deployments[i] + " " + names[i].substr(names[i].size() - 8));
      }
      return absl::OkStatus();
    };
    ArrowSink sink(add, ArrowOptions{rows_per_batch});
    Exporter exporter{ExporterOptions()};
    EXPECT_TRUE(exporter.AddSink(&sink).ok());
    for (const File& file : files) {
      EXPECT_TRUE(exporter.BeginFile(file.name).ok());
      EXPECT_TRUE(exporter.Feed(file.content).ok());
      EXPECT_TRUE(exporter.EndFile().ok());
    }
    EXPECT_TRUE(exporter.Finish().ok());
    EXPECT_EQ(exporter.report().lines_skipped, 0u);
    return origins;
  }
};

TEST_F(ArrowOriginsTest, AreThoseOfEachRowWhateverChanges) {
  const std::string known = Below("d");
  const std::string unknown = Below("");
  const std::string s = Header("s");
  const std::string own = Row("");
  const std::vector<File> files = {
      {"telemetry-2026-05-01-s.1.jsonl", s + unknown + unknown + known + known + known + unknown + own + known},
      {"telemetry-2026-05-01-s.2.jsonl", s + known + known},
      {"telemetry-2026-05-01-t.1.jsonl", Header("t") + known + known + known}};
  const Values expected = {"\"s\" null 1.jsonl\"",          "\"s\" null 1.jsonl\"",  "\"s\" \"d\" 1.jsonl\"",
                           "\"s\" \"d\" 1.jsonl\"",         "\"s\" \"d\" 1.jsonl\"", "\"s\" null 1.jsonl\"",
                           "\"s\" \"https://d\" 1.jsonl\"", "\"s\" \"d\" 1.jsonl\"", "\"s\" \"d\" 2.jsonl\"",
                           "\"s\" \"d\" 2.jsonl\"",         "\"t\" \"d\" 1.jsonl\"", "\"t\" \"d\" 1.jsonl\"",
                           "\"t\" \"d\" 1.jsonl\""};
  for (std::int64_t rows = 1; rows < 15; ++rows) EXPECT_EQ(Origins(files, rows), expected) << rows;
}

TEST_F(ArrowSinkTest, EventsOfAHostHaveNoFile) {
  Values files;
  Values properties;
  ArrowSink sink([&](ArrowArray* batch) {
    files = Column(*batch, "file");
    properties = Column(*batch, "properties");
    return absl::OkStatus();
  });
  Exporter exporter{ExporterOptions()};
  ASSERT_TRUE(exporter.AddSink(&sink).ok());
  ASSERT_TRUE(exporter.SetContext({}).ok());
  EventFields event;
  event.event_name = "n";
  event.properties = {{"a", std::string_view("\"\n\xFF")}, {"b", 0.5}, {"c", true}};
  ASSERT_TRUE(exporter.Write(event).ok());
  ASSERT_TRUE(exporter.Finish().ok());
  EXPECT_EQ(files, Values{"null"});
  EXPECT_EQ(properties, Values{"{\"a\": \"\"\n\uFFFD\", \"b\": \"0.5\", \"c\": \"true\"}"});
}

TEST_F(ArrowSinkTest, AFailingCallbackStopsTheExport) {
  int batches = 0;
  ArrowSink sink(
      [&batches](ArrowArray*) {
        ++batches;
        return absl::UnavailableError("no more of it");
      },
      ArrowOptions{1});
  Exporter exporter{ExporterOptions()};
  ASSERT_TRUE(exporter.AddSink(&sink).ok());
  ASSERT_TRUE(exporter.BeginFile(kFile).ok());
  EXPECT_EQ(exporter.Feed(Row("") + Row("")), absl::UnavailableError("no more of it"));
  EXPECT_EQ(batches, 1);
}

TEST_F(ArrowSinkTest, ABatchHasOneRowOrMore) {
  for (const std::int64_t rows : {std::int64_t{0}, std::int64_t{-1}}) {
    ArrowSink sink([](ArrowArray*) { return absl::OkStatus(); }, ArrowOptions{rows});
    EXPECT_EQ(sink.Finish().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(sink.Write(Event(), Signal::kLog).code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace telex::test
