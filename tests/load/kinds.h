// The ways in which exports are repeated here: formats, targets, threads, ranges, and how they end.
#ifndef TELEX_TESTS_LOAD_KINDS_H_
#define TELEX_TESTS_LOAD_KINDS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace telex_load {

struct Outcome {
  std::uint64_t digest = 0;  // of all names and bytes that were written
  std::uint64_t bytes = 0;
  std::uint64_t events = 0;
  std::string problem;  // what is wrong with it; empty: nothing
};

bool operator==(const Outcome& a, const Outcome& b);
std::string Describe(const Outcome& outcome);

struct Kind {
  std::string name;
  // From the folder `telemetry` to the path `out`; nothing is there before the call, nor after it.
  std::function<Outcome(const std::string& telemetry, const std::string& out)> run;
};

std::vector<Kind> Kinds();

// A new folder for targets, which goes with all that is in it.
class WorkFolder {
 public:
  WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder();

  std::string PathOf(const std::string& name) const { return path_ + "/" + name; }
  // Of all that is in it, hidden ones too, as one text.
  std::string Names() const;

 private:
  std::string path_;
};

// The programs of main.cc. Each prints one line of JSON, tells on standard error what is wrong, and returns the exit
// status.
int RunTogether(const std::string& telemetry, int exports);
int RunInLoop(const std::string& telemetry, double seconds);
int Tally(const std::vector<std::string>& markers);

}  // namespace telex_load

#endif  // TELEX_TESTS_LOAD_KINDS_H_
