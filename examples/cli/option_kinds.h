// The kinds of options. The help of each ends with what its value may be and with its default, taken from the variable
// that the option sets.
#ifndef TELEX_EXAMPLES_CLI_OPTION_KINDS_H_
#define TELEX_EXAMPLES_CLI_OPTION_KINDS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "options.h"
#include "telex/instant.h"
#include "text.h"

namespace telex_cli {

Option FlagOption(std::string name, std::string help, bool* target);

// Any text, empty too. With a default that the help tells unless it is empty.
Option TextOption(std::string name, std::string value_name, std::string help, std::string* target);

// Any text; whether the option was given stays known.
Option OptionalTextOption(std::string name, std::string value_name, std::string help,
                          std::optional<std::string>* target);

Option InstantOption(std::string name, std::string help, std::optional<telex::Instant>* target);

// A number that says "as much as there is": larger ones are taken as this one.
inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

Option NumberOption(std::string name, std::string help, std::uint64_t* target, std::uint64_t least,
                    std::uint64_t most = kNoLimit);
Option NumberOption(std::string name, std::string help, int* target, int least, int most);

template <typename T>
using Choices = std::vector<std::pair<std::string, T>>;

template <typename T>
Option ChoiceOption(std::string name, std::string help, T* target, Choices<T> choices) {
  std::vector<std::string> words;
  std::string value_name;
  for (const auto& [word, value] : choices) {
    words.push_back(word);
    value_name += (value_name.empty() ? "" : "|") + word;
    if (value == *target) help += " Default: " + word + ".";
  }
  const Setter set = [target, choices, words](std::string_view value) -> std::string {
    for (const auto& choice : choices) {
      if (choice.first != value) continue;
      *target = choice.second;
      return "";
    }
    const std::string nearest = NearestWord(value, words);
    return "takes " + Alternatives(words) + ", not " + Quoted(value) +
           (nearest.empty() ? "" : ": did you mean " + nearest + "?");
  };
  return {std::move(name), std::move(value_name), std::move(help), set};
}

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_OPTION_KINDS_H_
