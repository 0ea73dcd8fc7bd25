// The problems of a run: all counted, the first ones kept, in the order of sessions, files and lines, whatever the
// order in which they were found.
#ifndef TELEX_READ_PROBLEM_LOG_H_
#define TELEX_READ_PROBLEM_LOG_H_

#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "telex/event_reader.h"

namespace telex {

class ProblemLog {
 public:
  explicit ProblemLog(std::uint64_t max_kept) : max_kept_(max_kept) {}

  // `line` 0 is a problem of the whole file.
  void Add(std::uint32_t session, std::uint32_t file, std::string_view file_name, std::uint64_t line,
           std::string_view reason) {
    if (max_kept_ == 0) return;
    const Place place(session, file, line);
    if (kept_.size() == max_kept_) {
      const auto last = std::prev(kept_.end());
      if (last->first < place) return;
      kept_.erase(last);
    }
    kept_.emplace(place, Problem{std::string(file_name), line, std::string(reason)});
  }

  std::vector<Problem> Problems() const {
    std::vector<Problem> problems;
    problems.reserve(kept_.size());
    for (const auto& entry : kept_) problems.push_back(entry.second);
    return problems;
  }

 private:
  using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>;  // session, file, line
  const std::uint64_t max_kept_;
  std::multimap<Place, Problem> kept_;
};

}  // namespace telex

#endif  // TELEX_READ_PROBLEM_LOG_H_
