// Every deflater that telex is built with, for tests that each of them must pass.
#ifndef TELEX_TESTS_WRITE_DEFLATERS_H_
#define TELEX_TESTS_WRITE_DEFLATERS_H_

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "write/deflater.h"

namespace telex::test {

struct NamedDeflater {
  std::string name;
  internal::DeflaterFactory factory;
};

inline std::vector<NamedDeflater> Deflaters() {
  std::vector<NamedDeflater> deflaters = {{"Zlib", internal::NewZlibDeflater}, {"Chosen", internal::NewDeflater}};
  if (internal::HasIsal()) {
    deflaters.push_back({"Isal", internal::NewIsalDeflater});
  }
  return deflaters;
}

inline std::string NameOfDeflater(const testing::TestParamInfo<NamedDeflater>& info) { return info.param.name; }

}  // namespace telex::test

#endif  // TELEX_TESTS_WRITE_DEFLATERS_H_
