// The sinks that the contract suite runs over, and what it must know of each.
#ifndef TELEX_TESTS_SINK_CONTRACT_CONTRACT_SINKS_H_
#define TELEX_TESTS_SINK_CONTRACT_CONTRACT_SINKS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "telex/package.h"
#include "telex/sink.h"

namespace telex::test {

struct SinkCase {
  std::string name;
  // Writes into the package; documents or lines of at most `limit` bytes, where the sink has such a limit.
  std::function<absl::StatusOr<std::unique_ptr<Sink>>(Package* package, std::uint64_t limit)> make;
  // What its first document holds without events.
  std::string first_document;
  std::string empty_form;
  // Identifies the records of all documents in their order: the id of each event, once per record.
  std::function<std::vector<std::string>(const std::map<std::string, std::string>& documents)> ids;
  // The signals whose events become records; one event of the suite's gives one record.
  SignalSet signals;
  bool has_limit = false;
  bool by_lines = false;
  // Whether its output gets whole blocks.
  bool has_blocks = false;
  // Whether it says what it wrote, by Sink::counts and Sink::documents.
  bool has_counts = true;
};

const std::vector<SinkCase>& SinkCases();

// Counts the calls of a package and its outputs, and fails at one of them.
class FaultyPackage final : public Package {
 public:
  // Fails at call number `fail_at`, from 1; 0 for never.
  FaultyPackage(std::map<std::string, std::string>* documents, int fail_at)
      : inner_(NewMemoryPackage(documents)), fail_at_(fail_at) {}

  absl::StatusOr<std::unique_ptr<Output>> Create(std::string_view name) override;
  absl::Status Commit() override;
  static std::string Message(int call) { return "disk full at call " + std::to_string(call); }

  int calls() const { return calls_; }
  bool failed() const { return failed_; }
  int calls_after_failure() const { return calls_after_failure_; }
  int open() const { return open_; }
  int closed_twice() const { return closed_twice_; }
  bool committed() const { return committed_; }

 private:
  class Document;
  absl::Status Call();

  std::unique_ptr<Package> inner_;
  const int fail_at_;
  int calls_ = 0;
  bool failed_ = false;
  int calls_after_failure_ = 0;
  int open_ = 0;
  int closed_twice_ = 0;
  bool committed_ = false;
};

}  // namespace telex::test

#endif  // TELEX_TESTS_SINK_CONTRACT_CONTRACT_SINKS_H_
