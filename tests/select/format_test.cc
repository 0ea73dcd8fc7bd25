// Proves: each format's id, extension and file-dialog filter are those of the specification.
#include "telex/format.h"

#include <gtest/gtest.h>

namespace telex {
namespace {

TEST(Format, HasIdExtensionAndFilter) {
  struct Expected {
    Format format;
    const char* id;
    const char* extension;
    const char* filter_label;
    const char* filter_extension;
  };
  const Expected kExpected[] = {
      {Format::kJson, "json", "json", "JSON files", "json"},
      {Format::kOtlp, "otlp", "otlp.zip", "Zip files", "zip"},
      {Format::kOtlpJsonl, "otlp-jsonl", "otlp.jsonl.zip", "Zip files", "zip"},
  };
  for (const Expected& expected : kExpected) {
    EXPECT_EQ(FormatId(expected.format), expected.id);
    EXPECT_EQ(ParseFormat(expected.id), expected.format);
    EXPECT_EQ(FormatExtension(expected.format), expected.extension);
    EXPECT_EQ(FormatFileFilter(expected.format).label, expected.filter_label);
    EXPECT_EQ(FormatFileFilter(expected.format).extension, expected.filter_extension);
  }
}

TEST(Format, RefusesOtherIds) {
  for (const char* id : {"", "JSON", "otlp.zip", "otlp-json", "json ", "otlp-jsonl2"}) {
    EXPECT_EQ(ParseFormat(id), std::nullopt) << id;
  }
}

}  // namespace
}  // namespace telex
