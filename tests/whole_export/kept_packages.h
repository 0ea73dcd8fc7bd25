// Packages that tests export, kept for the strict checker, which is in Python (tests/run.sh).
#ifndef TELEX_TESTS_WHOLE_EXPORT_KEPT_PACKAGES_H_
#define TELEX_TESTS_WHOLE_EXPORT_KEPT_PACKAGES_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <system_error>

#include "gtest/gtest.h"

namespace telex::test {

// Writes the documents to a folder below that of the environment variable TELEX_KEPT_PACKAGES, where it is set. What has no
// manifest is no whole package. Equal packages, of whatever test, are kept once.
inline void KeepPackage(const std::map<std::string, std::string>& documents) {
  const char* kept = std::getenv("TELEX_KEPT_PACKAGES");
  if (kept == nullptr || documents.count("manifest.json") == 0) return;
  std::string all;
  for (const auto& [name, text] : documents) all += name + '\n' + text;
  const std::filesystem::path folder = std::filesystem::path(kept) / std::to_string(std::hash<std::string>()(all));
  if (std::filesystem::exists(folder)) return;
  // Tests run beside each other: a folder is there with all that is in it, or not at all.
  std::filesystem::path unfinished = folder;
  unfinished += "." + std::to_string(std::random_device()());
  ASSERT_TRUE(std::filesystem::create_directory(unfinished)) << unfinished;
  for (const auto& [name, text] : documents) {
    const std::filesystem::path path = unfinished / name;
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  std::error_code another_was_first;
  std::filesystem::rename(unfinished, folder, another_was_first);
  if (another_was_first) std::filesystem::remove_all(unfinished);
}

}  // namespace telex::test

#endif  // TELEX_TESTS_WHOLE_EXPORT_KEPT_PACKAGES_H_
