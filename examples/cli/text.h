// Text for people and shells.
#ifndef TELEX_EXAMPLES_CLI_TEXT_H_
#define TELEX_EXAMPLES_CLI_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace telex_cli {

// `text` as it can be shown on a terminal: what a file name may hold but a terminal would obey (control characters,
// marks that turn the direction of writing), and bytes that are no UTF-8, become `\n`, `\x1b`, `\u202e`.
std::string Printable(std::string_view text);
// Printable in single quotes.
std::string Quoted(std::string_view text);

// One word for a POSIX shell; `$'…'` (bash, zsh, ksh) only where plain quotes would put something raw on the terminal.
std::string ShellWord(std::string_view text);

// 1234567 → `1,234,567`.
std::string Grouped(std::uint64_t number);
// `1 line`, `2 lines`, `1,234 lines`.
std::string Counted(std::uint64_t number, std::string_view singular);
// `999 bytes`, `1.2 kB`, `34.5 MB`.
std::string Bytes(std::uint64_t bytes);

// `a`, `a or b`, `a, b or c`.
std::string Alternatives(const std::vector<std::string>& words);

// The nearest of `candidates`, if it is near enough to be a slip of the fingers; else empty.
std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_TEXT_H_
