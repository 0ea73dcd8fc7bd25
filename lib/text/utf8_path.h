// Paths are UTF-8 in strings wherever they are handed on; std::filesystem takes and gives them as char8_t from C++20 on,
// and as char before.
#ifndef TELEX_TEXT_UTF8_PATH_H_
#define TELEX_TEXT_UTF8_PATH_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace telex::internal {

inline std::filesystem::path PathOfUtf8(std::string_view text) {
#ifdef __cpp_char8_t
  return std::filesystem::path(std::u8string(text.begin(), text.end()));
#else
  return std::filesystem::u8path(text.begin(), text.end());
#endif
}

inline std::string Utf8OfPath(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return std::string(text.begin(), text.end());
}

// The folder that a path is in, `.` where it names none.
inline std::string ParentFolder(const std::string& path) {
  const std::string folder = Utf8OfPath(PathOfUtf8(path).parent_path());
  return folder.empty() ? "." : folder;
}

}  // namespace telex::internal

#endif  // TELEX_TEXT_UTF8_PATH_H_
