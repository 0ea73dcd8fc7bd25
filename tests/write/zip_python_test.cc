// Proves that an independent reader, Python's zipfile, finds in a zip what was put into it.
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "telex/output.h"
#include "telex/package.h"
#include "tests/write/deflaters.h"
#include "tests/write/output_helpers.h"
#include "tests/write/posix_helpers.h"
#include "write/zip_package.h"
#include "write/zip_writer.h"

namespace telex {
namespace {

using test::ScratchFolder;

// What a Python script prints, with `path` as its argument.
std::string RunPython(const ScratchFolder& folder, const std::string& script, const std::string& path) {
  test::WriteFile(folder / "script.py", script);
  const std::string command =
      std::string("\"") + TELEX_PYTHON3 + "\" \"" + (folder / "script.py") + "\" \"" + path + "\" 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "no pipe";
  std::string text;
  char buffer[4096];
  for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, count);
  return pclose(pipe) == 0 ? text : "failed: " + text;
}

class ZipInPython : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(TELEX_PYTHON3).empty() || std::string(TELEX_PYTHON3) == "TELEX_PYTHON3-NOTFOUND") {
      GTEST_SKIP() << "there is no python3";
    }
  }
  ScratchFolder folder_;
};

class DeflatedInPython : public ZipInPython, public testing::WithParamInterface<test::NamedDeflater> {};

INSTANTIATE_TEST_SUITE_P(Deflaters, DeflatedInPython, testing::ValuesIn(test::Deflaters()), test::NameOfDeflater);

TEST_P(DeflatedInPython, FindsContentsNamesTimesAndModes) {
  const std::string path = folder_ / "export.zip";
  absl::StatusOr<std::unique_ptr<Output>> file = NewFileOutput(path, Overwrite::kNo);
  ASSERT_TRUE(file.ok());
  ZipOptions options;
  options.max_held_bytes = 10000;
  options.temporary_folder = folder_.path();
  absl::StatusOr<std::unique_ptr<Package>> package =
      internal::NewZipPackageWith(*std::move(file), options, GetParam().factory);
  ASSERT_TRUE(package.ok());
  const std::vector<std::string> names = {"logs.json", "traces.json", "caf\xc3\xa9.json", "empty.json"};
  std::vector<std::unique_ptr<Output>> documents;
  for (const std::string& name : names) documents.push_back(*(*package)->Create(name));
  std::vector<std::string> texts(4);
  for (std::uint64_t i = 0; i < 100; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const std::string piece = j == 1 ? test::RandomBytes(5000, i) : test::SomeText(5000, i + j);
      texts[j] += piece;
      ASSERT_TRUE(documents[j]->Append(piece).ok());
    }
  }
  for (std::size_t j : {1u, 3u, 0u, 2u}) {
    ASSERT_TRUE(documents[j]->Close().ok());
    test::WriteFile(folder_ / names[j], texts[j]);
  }
  ASSERT_TRUE((*package)->Commit().ok());
  EXPECT_EQ(RunPython(folder_, R"(
import os, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for entry in archive.infolist():
    with open(os.path.join(os.path.dirname(sys.argv[1]), entry.filename), 'rb') as file:
        assert archive.read(entry) == file.read(), entry
    print(entry.filename.encode('utf-8'), entry.date_time, oct(entry.external_attr >> 16), entry.create_system,
          entry.compress_type, entry.flag_bits)
)",
                      path),
            "b'traces.json' (1980, 1, 1, 0, 0, 0) 0o100600 3 8 0\n"
            "b'empty.json' (1980, 1, 1, 0, 0, 0) 0o100600 3 0 0\n"
            "b'logs.json' (1980, 1, 1, 0, 0, 0) 0o100600 3 8 0\n"
            "b'caf\\xc3\\xa9.json' (1980, 1, 1, 0, 0, 0) 0o100600 3 8 2048\n");
}

// The parameter: where the zip begins. At 4 GiB every offset needs Zip64, at 0 only the number of entries does.
class Zip64InPython : public ZipInPython, public testing::WithParamInterface<std::uint64_t> {};

INSTANTIATE_TEST_SUITE_P(Offsets, Zip64InPython, testing::Values(std::uint64_t{0}, std::uint64_t{0xFFFFFFFF - 100}));

TEST_P(Zip64InPython, ReadsManyEntries) {
  test::SparseBytes bytes;
  const std::uint64_t first_offset = GetParam();
  bytes.SkipTo(first_offset);
  const std::unique_ptr<Output> output = test::NewSparseOutput(&bytes);
  internal::ZipWriter writer(output.get(), first_offset);
  for (int i = 0; i < 66000; ++i) {
    internal::DeflatedContent content;
    content.crc32 = 0xFF000000;  // of the one byte 0xFF
    content.uncompressed_bytes = content.compressed_bytes = 1;
    ASSERT_TRUE(writer
                    .AddEntry("entry-" + std::to_string(i), content,
                              [](Output& to) { return to.Append(std::string_view("\xff", 1)); })
                    .ok());
  }
  ASSERT_TRUE(writer.Finish().ok());
  ASSERT_TRUE(bytes.WriteTo(folder_ / "big.zip"));
  EXPECT_EQ(RunPython(folder_, R"(
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
entries = archive.infolist()
print(len(entries), archive.read(entries[0]), archive.read(entries[65999]), entries[0].header_offset)
)",
                      folder_ / "big.zip"),
            "66000 b'\\xff' b'\\xff' " + std::to_string(first_offset) + "\n");
}

}  // namespace
}  // namespace telex
