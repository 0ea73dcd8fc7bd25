// Structs of another size than this library's: shorter ones lack their last members, longer ones have members that this
// library does not know; nothing beyond `size` is read or written.
#include <cstddef>
#include <cstring>
#include <string>

#include "gtest/gtest.h"
#include "test_host.h"

namespace telex_test {
namespace {

// The sizes of version 1 on machines of 64 bits: members may be added behind, never before.
static_assert(sizeof(void*) != 8 || sizeof(telex_source) >= 64);
static_assert(sizeof(void*) != 8 || sizeof(telex_target) >= 48);
static_assert(sizeof(void*) != 8 || sizeof(telex_output) >= 32);
static_assert(sizeof(void*) != 8 || sizeof(telex_sink) >= 40);
static_assert(sizeof(void*) != 8 || sizeof(telex_visitor) >= 24);
static_assert(sizeof(void*) != 8 || sizeof(telex_progress) >= 32);
static_assert(sizeof(void*) != 8 || sizeof(telex_range) >= 72);
static_assert(sizeof(void*) != 8 || sizeof(telex_problem) >= 48);
static_assert(sizeof(void*) != 8 || sizeof(telex_document) >= 72);
static_assert(sizeof(void*) != 8 || sizeof(telex_metric_rule) >= 72);
static_assert(sizeof(void*) != 8 || sizeof(telex_context_fields) >= 152);
static_assert(sizeof(void*) != 8 || sizeof(telex_event_fields) >= 176);

// What an older host's table would look like: the same bytes, cut off, with rubbish behind.
template <typename Table>
struct Cut {
  Cut(const Table& table, std::size_t size) {
    std::memset(bytes, 0x5a, sizeof bytes);
    std::memcpy(bytes, &table, size);
    std::memcpy(bytes, &size, sizeof size);
  }
  const Table* get() const { return reinterpret_cast<const Table*>(bytes); }
  alignas(Table) char bytes[sizeof(Table)];
};

TEST(StructSize, CallbacksBeyondItAreAbsent) {
  Host host = HostWithFiles();
  const Cut<telex_source> source(kSource, offsetof(telex_source, close));
  const Cut<telex_target> target(kTarget, offsetof(telex_target, abort));
  const Cut<telex_sink> sink(kSink, offsetof(telex_sink, end_session));
  const Export run(telex_export_new(NewOptions("otlp").get()));
  ASSERT_EQ(telex_export_set_source(run.get(), source.get(), &host), TELEX_OK);
  ASSERT_EQ(telex_export_set_target(run.get(), target.get(), &host), TELEX_OK);
  ASSERT_EQ(telex_export_add_sink(run.get(), sink.get(), &host), TELEX_OK);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK) << telex_export_error(run.get());
  EXPECT_EQ(host.events, 3);
  EXPECT_EQ(host.finishes, 0);
  EXPECT_GT(host.open_files, 0) << "close is not there";
  EXPECT_EQ(host.documents.size(), 4u);
  EXPECT_EQ(host.commits, 0) << "commit is not there";
}

TEST(StructSize, AnOutputNeedsOnlyWrite) {
  Host host = HostWithFiles();
  const Cut<telex_output> output(kOutput, offsetof(telex_output, close));
  const Export run(telex_export_new(nullptr));
  telex_export_set_source(run.get(), &kSource, &host);
  ASSERT_EQ(telex_export_set_output(run.get(), output.get(), &host), TELEX_OK);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK);
  EXPECT_FALSE(host.stream_closed);
  EXPECT_FALSE(host.stream_aborted);
  EXPECT_FALSE(host.stream.empty());
}

TEST(StructSize, ASinkOfNothingButItsSizeIsFine) {
  Host host = HostWithFiles();
  const Cut<telex_sink> sink(kSink, sizeof(std::size_t));
  const Export run(telex_export_new(nullptr));
  telex_export_set_source(run.get(), &kSource, &host);
  ASSERT_EQ(telex_export_add_sink(run.get(), sink.get(), &host), TELEX_OK);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK);
  EXPECT_EQ(host.events, 0);
}

TEST(StructSize, HalfAMemberIsNone) {
  Host host = HostWithFiles();
  const Cut<telex_sink> sink(kSink, offsetof(telex_sink, write) + 3);
  const Export run(telex_export_new(nullptr));
  telex_export_set_source(run.get(), &kSource, &host);
  ASSERT_EQ(telex_export_add_sink(run.get(), sink.get(), &host), TELEX_OK);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK);
  EXPECT_EQ(host.events, 0);
}

TEST(StructSize, WhatMustBeThereMustBeInside) {
  Host host;
  const Export run(telex_export_new(nullptr));
  const Cut<telex_source> source(kSource, offsetof(telex_source, read));
  EXPECT_EQ(telex_export_set_source(run.get(), source.get(), &host), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_export_error(run.get()), "source.read is NULL");
  const Cut<telex_target> target(kTarget, offsetof(telex_target, close));
  EXPECT_EQ(telex_export_set_target(run.get(), target.get(), &host), TELEX_INVALID_ARGUMENT);
  const Cut<telex_output> output(kOutput, offsetof(telex_output, write));
  EXPECT_EQ(telex_export_set_output(run.get(), output.get(), &host), TELEX_INVALID_ARGUMENT);
}

TEST(StructSize, NoneIsAnError) {
  Host host;
  const Export run(telex_export_new(nullptr));
  const Reader reader(telex_reader_new(nullptr));
  const Options options = NewOptions("json");
  const telex_sink sink = {};
  const telex_visitor visitor = {};
  const telex_metric_rule rule = {};
  const telex_context_fields context = {};
  telex_range range = {};
  EXPECT_EQ(telex_export_add_sink(run.get(), &sink, nullptr), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_export_error(run.get()), "sink has no size");
  EXPECT_EQ(telex_reader_set_visitor(reader.get(), &visitor, nullptr), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_options_add_metric_rule(options.get(), &rule), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_export_set_context(run.get(), &context), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_options_range(options.get(), &range), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "range has no size");
}

TEST(StructSize, FieldsBeyondItAreAbsent) {
  const Export run(telex_export_new(nullptr));
  telex_context_fields context = {};
  context.size = sizeof context;
  context.session_id = Text("s");
  context.deployment_url = Text("https://dev.coder.com");
  telex_event_fields event = {};
  event.size = sizeof event;
  event.event_id = Text("0a4477ca90a6642c");
  event.event_name = Text("log");
  event.has_error = 1;
  const Cut<telex_context_fields> old_context(context, offsetof(telex_context_fields, deployment_url));
  const Cut<telex_event_fields> old_event(event, offsetof(telex_event_fields, trace_id));
  telex_text bytes = {};
  telex_export_set_output_memory(run.get());
  ASSERT_EQ(telex_export_set_context(run.get(), old_context.get()), TELEX_OK);
  ASSERT_EQ(telex_export_write(run.get(), old_event.get()), TELEX_OK) << telex_export_error(run.get());
  ASSERT_EQ(telex_export_finish(run.get()), TELEX_OK);
  ASSERT_EQ(telex_export_bytes(run.get(), &bytes), TELEX_OK);
  const std::string array = ToString(bytes);
  EXPECT_EQ(array.find("coder.com"), std::string::npos) << array;
  EXPECT_EQ(array.find("\"error\""), std::string::npos) << array;
  EXPECT_NE(array.find("\"session_id\":\"s\""), std::string::npos) << array;
}

TEST(StructSize, OnlyWhatFitsIsFilled) {
  const Options options = NewOptions("json");
  telex_options_set_text(options.get(), "range", "last7Days", TELEX_NUL_TERMINATED);
  telex_range range = {};
  range.size = offsetof(telex_range, end);
  range.end = {"untouched", 9};
  ASSERT_EQ(telex_options_range(options.get(), &range), TELEX_OK);
  EXPECT_EQ(ToString(range.label), "Last 7 days");
  EXPECT_EQ(ToString(range.start), "2026-04-27T12:00:00.000Z");
  EXPECT_EQ(ToString(range.end), "untouched");
  EXPECT_EQ(range.size, offsetof(telex_range, end));
}

TEST(StructSize, MembersThatThisLibraryDoesNotKnowAreZero) {
  const Options options = NewOptions("json");
  struct {
    telex_range known;
    telex_text of_a_newer_header;
  } range = {};
  range.known.size = sizeof range;
  range.of_a_newer_header = {"rubbish", 7};
  ASSERT_EQ(telex_options_range(options.get(), &range.known), TELEX_OK);
  EXPECT_EQ(ToString(range.known.label), "All time");
  EXPECT_EQ(range.of_a_newer_header.data, nullptr);
  EXPECT_EQ(range.of_a_newer_header.length, 0u);

  struct {
    telex_sink known;
    void (*of_a_newer_header)(void);
  } sink = {kSink, [] {}};
  sink.known.size = sizeof sink;
  Host host = HostWithFiles();
  const Export run(telex_export_new(nullptr));
  telex_export_set_source(run.get(), &kSource, &host);
  ASSERT_EQ(telex_export_add_sink(run.get(), &sink.known, &host), TELEX_OK);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK);
  EXPECT_EQ(host.events, 3);
}

}  // namespace
}  // namespace telex_test
