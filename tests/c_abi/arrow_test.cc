// Arrow streams of an iterator: who owns what and for how long, batches, errors, cancelling, states.
#include <cerrno>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "test_host.h"
#include "tests/columns/arrow_reader.h"

namespace telex_test {
namespace {

using telex::test::Column;
using telex::test::Move;
using telex::test::OwnedArray;
using telex::test::OwnedSchema;
using telex::test::OwnedStream;

using Values = std::vector<std::string>;

constexpr char kFileName[] = "telemetry-2026-05-01-s.jsonl";

class ArrowTest : public testing::Test {
 protected:
  ArrowTest() : host_(HostWithFiles()), iterator_(telex_iterator_new(nullptr)) {
    EXPECT_EQ(telex_iterator_set_source(iterator_.get(), &kSource, &host_), TELEX_OK);
  }

  telex_status Open(std::int64_t rows_per_batch = 1) {
    return telex_iterator_arrow_stream(iterator_.get(), rows_per_batch, &stream_);
  }
  int Next(OwnedArray* batch) { return stream_.get_next(&stream_, batch); }
  // The names of all events that are left, a batch in brackets.
  std::string RestOfNames() {
    std::string names;
    for (;;) {
      OwnedArray batch;
      if (Next(&batch) != 0) return names + " failed: " + stream_.get_last_error(&stream_);
      if (batch.release == nullptr) return names;
      names += "[";
      for (const std::string& name : Column(batch, "event_name")) names += name;
      names += "]";
    }
  }
  std::string Error() { return telex_iterator_error(iterator_.get()); }

  Host host_;
  OwnedStream stream_;  // its source uses the host
  Iterator iterator_;
};

TEST_F(ArrowTest, GivesBatchesThenTheEndForEver) {
  ASSERT_EQ(Open(2), TELEX_OK);
  const std::string names = RestOfNames();
  EXPECT_EQ(names, "[\"log.\u00e9\"\"remote.setup\"][\"http.requests\"]");
  for (int i = 0; i < 3; ++i) {
    OwnedArray batch;
    EXPECT_EQ(Next(&batch), 0);
    EXPECT_EQ(batch.release, nullptr);
  }
}

TEST_F(ArrowTest, TheSchemaIsThatOfItsBatches) {
  ASSERT_EQ(Open(), TELEX_OK);
  OwnedSchema schema;
  OwnedSchema alone;
  ASSERT_EQ(stream_.get_schema(&stream_, &schema), 0);
  ASSERT_EQ(telex_arrow_schema(&alone), TELEX_OK);
  EXPECT_EQ(telex::test::Describe(schema), telex::test::Describe(alone));
  OwnedArray batch;
  ASSERT_EQ(Next(&batch), 0);
  EXPECT_EQ(telex::test::WrongWith(schema, batch), "");
  EXPECT_EQ(telex_arrow_schema(nullptr), TELEX_INVALID_ARGUMENT);
}

TEST_F(ArrowTest, TheStreamOutlivesItsIterator) {
  ASSERT_EQ(Open(10), TELEX_OK);
  iterator_.reset();
  EXPECT_EQ(RestOfNames(), "[\"log.\u00e9\"\"remote.setup\"\"http.requests\"]");
}

TEST_F(ArrowTest, TheIteratorOutlivesItsStreamAndKeepsTheReport) {
  host_.files[kFileName] += "no telemetry\n";
  ASSERT_EQ(Open(), TELEX_OK);
  const telex_report* report = telex_iterator_report(iterator_.get());
  EXPECT_EQ(Count(report, "events"), 0);
  RestOfNames();
  for (int i = 0; i < 2; ++i) {
    report = telex_iterator_report(iterator_.get());
    EXPECT_EQ(Count(report, "events"), 3);
    EXPECT_EQ(Count(report, "files.selected"), 1);
    EXPECT_EQ(Count(report, "lines.skipped"), 1);
    EXPECT_EQ(Count(report, "bytesRead"), static_cast<std::int64_t>(host_.files[kFileName].size()));
    EXPECT_NE(Reasons(report), "");
    if (i == 0) stream_.release(&stream_);
  }
}

TEST_F(ArrowTest, BatchesOutliveTheStreamAndEachOther) {
  ASSERT_EQ(Open(), TELEX_OK);
  OwnedArray batches[3];
  for (OwnedArray& batch : batches) ASSERT_EQ(Next(&batch), 0);
  stream_.release(&stream_);
  iterator_.reset();
  batches[1].release(&batches[1]);
  EXPECT_EQ(Column(batches[0], "event_name"), Values{"\"log.\u00e9\""});
  EXPECT_EQ(Column(batches[2], "event_name"), Values{"\"http.requests\""});
}

TEST_F(ArrowTest, AMovedStreamGoesOn) {
  ASSERT_EQ(Open(), TELEX_OK);
  OwnedArray batch;
  ASSERT_EQ(Next(&batch), 0);
  ArrowArrayStream moved;
  Move<ArrowArrayStream>(&stream_, &moved);
  std::memset(static_cast<void*>(static_cast<ArrowArrayStream*>(&stream_)), 0, sizeof(ArrowArrayStream));
  Move<ArrowArrayStream>(&moved, &stream_);
  EXPECT_EQ(RestOfNames(), "[\"remote.setup\"][\"http.requests\"]");
}

TEST_F(ArrowTest, AStreamCanBeReleasedAtAnyTimeAndClosesItsFile) {
  for (int batches = 0; batches < 4; ++batches) {
    iterator_.reset(telex_iterator_new(nullptr));
    ASSERT_EQ(telex_iterator_set_source(iterator_.get(), &kSource, &host_), TELEX_OK);
    ASSERT_EQ(Open(), TELEX_OK);
    for (int i = 0; i < batches; ++i) {
      OwnedArray batch;
      ASSERT_EQ(Next(&batch), 0);
    }
    auto* const release = stream_.release;
    release(&stream_);
    EXPECT_EQ(stream_.release, nullptr);
    EXPECT_EQ(host_.open_files, 0);
    release(&stream_);  // no more to be done
  }
}

TEST_F(ArrowTest, WorksOnAnyThread) {
  ASSERT_EQ(Open(), TELEX_OK);
  OwnedArray batch;
  std::thread([&] { EXPECT_EQ(Next(&batch), 0); }).join();
  std::thread([&] { stream_.release(&stream_); }).join();
  EXPECT_EQ(Column(batch, "event_name"), Values{"\"log.\u00e9\""});
  std::thread([&] { batch.release(&batch); }).join();
}

TEST_F(ArrowTest, CancelledBetweenTwoBatches) {
  ASSERT_EQ(Open(), TELEX_OK);
  OwnedArray batch;
  ASSERT_EQ(Next(&batch), 0);
  telex_iterator_cancel(iterator_.get());
  for (int i = 0; i < 2; ++i) {
    OwnedArray none;
    EXPECT_EQ(Next(&none), ECANCELED);
    EXPECT_EQ(none.release, nullptr);
    EXPECT_STREQ(stream_.get_last_error(&stream_), "cancelled");
  }
  EXPECT_EQ(Column(batch, "event_name"), Values{"\"log.\u00e9\""});
}

// A source that has its iterator cancelled, by another thread, in the middle of a batch.
TEST_F(ArrowTest, CancelledInABatch) {
  struct Cancelling {
    Host* host;
    telex_iterator* iterator;
  } both{&host_, iterator_.get()};
  telex_source source = kSource;
  source.list = [](telex_names* names, telex_error* error, void* user_data) {
    return kSource.list(names, error, static_cast<Cancelling*>(user_data)->host);
  };
  source.open = [](const char* name, size_t length, void** file, telex_error* error, void* user_data) {
    return kSource.open(name, length, file, error, static_cast<Cancelling*>(user_data)->host);
  };
  source.file_size = [](void* file, uint64_t* bytes, telex_error* error, void* user_data) {
    return kSource.file_size(file, bytes, error, static_cast<Cancelling*>(user_data)->host);
  };
  source.read = [](void* file, uint64_t offset, void* buffer, size_t capacity, size_t* length, telex_error* error,
                   void* user_data) {
    const auto* ours = static_cast<Cancelling*>(user_data);
    std::thread([ours] { telex_iterator_cancel(ours->iterator); }).join();
    return kSource.read(file, offset, buffer, capacity, length, error, ours->host);
  };
  source.close = [](void* file, void* user_data) { kSource.close(file, static_cast<Cancelling*>(user_data)->host); };
  ASSERT_EQ(telex_iterator_set_source(iterator_.get(), &source, &both), TELEX_OK);
  ASSERT_EQ(Open(10), TELEX_OK);
  OwnedArray batch;
  EXPECT_EQ(Next(&batch), ECANCELED);
  stream_.release(&stream_);
}

TEST_F(ArrowTest, ACancellationByACallbackHasItsText) {
  ASSERT_EQ(Open(), TELEX_OK);
  host_.fail_at = host_.calls;
  host_.fail_with = TELEX_CANCELLED;
  OwnedArray batch;
  EXPECT_EQ(Next(&batch), ECANCELED);
  EXPECT_STREQ(stream_.get_last_error(&stream_), "the host says no");
}

TEST_F(ArrowTest, TheLastErrorIsThatOfTheLastCall) {
  ASSERT_EQ(Open(), TELEX_OK);
  EXPECT_EQ(stream_.get_last_error(&stream_), nullptr);
  telex_iterator_cancel(iterator_.get());
  OwnedArray batch;
  EXPECT_EQ(Next(&batch), ECANCELED);
  EXPECT_STREQ(stream_.get_last_error(&stream_), "cancelled");
  OwnedSchema schema;
  EXPECT_EQ(stream_.get_schema(&stream_, &schema), 0);
  EXPECT_EQ(stream_.get_last_error(&stream_), nullptr);
}

TEST_F(ArrowTest, WhatIsWrongWithTheSourceIsToldAtOnce) {
  host_.fail_at = 0;
  host_.fail_with = TELEX_PERMISSION_DENIED;
  EXPECT_EQ(Open(), TELEX_PERMISSION_DENIED);
  EXPECT_EQ(Error(), "the host says no");
  EXPECT_EQ(stream_.release, nullptr);

  const Iterator of_folder(telex_iterator_new(nullptr));
  ASSERT_EQ(telex_iterator_set_source_folder(of_folder.get(), "/no/such/folder", TELEX_NUL_TERMINATED), TELEX_OK);
  EXPECT_EQ(telex_iterator_arrow_stream(of_folder.get(), 1, &stream_), TELEX_NOT_FOUND);
}

TEST_F(ArrowTest, AFileThatCannotBeReadIsSkippedAndReported) {
  ASSERT_EQ(Open(), TELEX_OK);
  host_.fail_at = host_.calls;
  EXPECT_EQ(RestOfNames(), "");
  EXPECT_EQ(Reasons(telex_iterator_report(iterator_.get())), "the host says no\n");
}

TEST_F(ArrowTest, ABatchHasOneRowOrMore) {
  for (const std::int64_t rows : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN}) {
    EXPECT_EQ(Open(rows), TELEX_INVALID_ARGUMENT);
    EXPECT_EQ(Error(), "rows_per_batch must be 1 or more");
    EXPECT_EQ(stream_.release, nullptr);
  }
  ASSERT_EQ(Open(INT64_MAX), TELEX_OK);
  EXPECT_EQ(RestOfNames(), "[\"log.\u00e9\"\"remote.setup\"\"http.requests\"]");
}

TEST_F(ArrowTest, EventsAreTakenOneWay) {
  const telex_event* event = nullptr;
  OwnedStream second;
  ASSERT_EQ(Open(), TELEX_OK);
  EXPECT_EQ(telex_iterator_arrow_stream(iterator_.get(), 1, &second), TELEX_INVALID_STATE);
  EXPECT_EQ(second.release, nullptr);
  EXPECT_EQ(telex_iterator_next(iterator_.get(), &event), TELEX_INVALID_STATE);
  EXPECT_EQ(Error(), "the iterator's events go to its Arrow stream");
  EXPECT_EQ(telex_iterator_set_source(iterator_.get(), &kSource, &host_), TELEX_INVALID_STATE);
  EXPECT_EQ(telex_iterator_set_source_folder(iterator_.get(), "/", 1), TELEX_INVALID_STATE);

  iterator_.reset(telex_iterator_new(nullptr));
  EXPECT_EQ(telex_iterator_arrow_stream(iterator_.get(), 1, &second), TELEX_INVALID_STATE);
  EXPECT_EQ(Error(), "no source is set");
  ASSERT_EQ(telex_iterator_set_source(iterator_.get(), &kSource, &host_), TELEX_OK);
  ASSERT_EQ(telex_iterator_next(iterator_.get(), &event), TELEX_OK);
  EXPECT_EQ(telex_iterator_arrow_stream(iterator_.get(), 1, &second), TELEX_INVALID_STATE);
  EXPECT_EQ(Error(), "the iterator has begun");
  EXPECT_EQ(second.release, nullptr);
}

TEST_F(ArrowTest, OptionsCount) {
  const Options options = NewOptions("json");
  ASSERT_EQ(telex_options_set_text(options.get(), "metric_events", "log.\u00e9", TELEX_NUL_TERMINATED), TELEX_OK);
  ASSERT_EQ(telex_options_set_text(options.get(), "start", "2026-05-01T05:44:07Z", TELEX_NUL_TERMINATED), TELEX_OK);
  for (const auto& [end, signals] :
       std::vector<std::pair<const char*, Values>>{{"", {"\"trace\"", "\"log\""}}, {"2026-05-01T05:44:07Z", {}}}) {
    ASSERT_EQ(telex_options_set_text(options.get(), "end", end, TELEX_NUL_TERMINATED), TELEX_OK);
    iterator_.reset(telex_iterator_new(options.get()));
    ASSERT_EQ(telex_iterator_set_source(iterator_.get(), &kSource, &host_), TELEX_OK);
    OwnedStream stream;
    ASSERT_EQ(telex_iterator_arrow_stream(iterator_.get(), 10, &stream), TELEX_OK);
    OwnedArray batch;
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    EXPECT_EQ(batch.release != nullptr ? Column(batch, "signal") : Values{}, signals);
  }
}

}  // namespace
}  // namespace telex_test
