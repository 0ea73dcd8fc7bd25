// Proves that a path longer than Windows takes by default gets the form that it takes at any length, once and with its
// name whole, that shorter ones stay as they are, which names are devices, and that a text survives UTF-16.
#include "text/windows_text.h"

#include <gtest/gtest.h>

#include <string>

namespace telex::internal {
namespace {

constexpr std::size_t kMaxPlainUnits = 247;  // of a folder's path

std::wstring PathOfUnits(const std::wstring& start, std::size_t units) {
  std::wstring path = start;
  while (path.size() + 51 < units) path += std::wstring(50, L'x') + L"\\";
  return path + std::wstring(units - path.size(), L'y');
}

TEST(AnyLength, LeavesAPathThatFits) {
  const std::wstring fits = PathOfUnits(L"C:\\", kMaxPlainUnits);
  ASSERT_EQ(fits.size(), kMaxPlainUnits);
  for (const std::wstring& path : {std::wstring(), std::wstring(L"a"), std::wstring(L"C:/a/b"), fits}) {
    EXPECT_EQ(AnyLength(path), path);
  }
}

TEST(AnyLength, PrefixesALongerOne) {
  const std::wstring path = PathOfUnits(L"C:\\", kMaxPlainUnits + 1);
  EXPECT_EQ(AnyLength(path), L"\\\\?\\" + path);
  EXPECT_EQ(AnyLength(AnyLength(path)), AnyLength(path));
}

TEST(AnyLength, WritesALongPathAsItsPrefixWantsIt) {
  const std::wstring tail = PathOfUnits(L"", 300);
  std::wstring slashes = L"C:/other/../" + tail;
  for (wchar_t& unit : slashes) unit = unit == L'\\' ? L'/' : unit;
  EXPECT_EQ(AnyLength(slashes), L"\\\\?\\C:\\" + tail);
  EXPECT_EQ(AnyLength(L"\\\\host\\share\\" + tail), L"\\\\?\\UNC\\host\\share\\" + tail);
}

TEST(AnyLength, PutsTheCurrentFolderBeforeALongRelativePath) {
  const std::wstring tail = PathOfUnits(L"", 300);
  const std::wstring absolute = AnyLength(tail);
  EXPECT_EQ(absolute.substr(0, 4), L"\\\\?\\");
  EXPECT_EQ(absolute.substr(5, 2), L":\\");
  ASSERT_GT(absolute.size(), tail.size() + 7);
  EXPECT_EQ(absolute.substr(absolute.size() - tail.size() - 1), L"\\" + tail);
}

TEST(NamesDevice, KnowsTheReservedNamesInAnyFolder) {
  for (const wchar_t* path : {L"NUL", L"nul", L"COM1", L"C:\\NUL", L"\\\\.\\pipe\\x"}) EXPECT_TRUE(NamesDevice(path));
  for (const wchar_t* path : {L"", L"NULL", L"C:\\a\\COM", L"xNUL", L"\\\\?\\C:\\NUL"}) EXPECT_FALSE(NamesDevice(path));
}

TEST(WindowsText, SurvivesUtf16) {
  const std::string text = "Ger\xC3\xA4t \xE6\x97\xA5 \xF0\x9F\x98\x80";
  const absl::StatusOr<std::wstring> wide = ToUtf16(text);
  ASSERT_TRUE(wide.ok());
  EXPECT_EQ(ToUtf8(*wide), text);
  EXPECT_EQ(ToUtf16("\xFF").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(WindowsText, ReplacesAnUnpairedSurrogate) {
  EXPECT_EQ(ToUtf8(std::wstring(L"a") + wchar_t{0xD800} + L"b"),
            "a\xEF\xBF\xBD"
            "b");
}

}  // namespace
}  // namespace telex::internal
