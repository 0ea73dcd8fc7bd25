// Proves: a system's failure becomes a status whose message ends with the system's own text, and never one of the codes
// that mean something else in this library.
#include "text/system_error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace telex::internal {
namespace {

TEST(SystemError, SaysWhatTheSystemSays) {
  const absl::Status status = SystemError(ENOENT, "cannot open x");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(std::string(status.message()), "cannot open x: " + std::string(std::strerror(ENOENT)));
}

TEST(SystemError, GradesTheUsualFailures) {
  EXPECT_EQ(SystemError(EACCES, "").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(SystemError(EPERM, "").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(SystemError(EEXIST, "").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(SystemError(ENOSPC, "").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(SystemError(EMFILE, "").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(SystemError(EFBIG, "").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(SystemError(ENOTDIR, "").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SystemError(EISDIR, "").code(), absl::StatusCode::kInvalidArgument);
}

TEST(SystemError, TellsMemoryFromDisks) {
  EXPECT_TRUE(IsOutOfMemory(OutOfMemoryError()));
  EXPECT_TRUE(IsOutOfMemory(SystemError(ENOMEM, "x")));
  EXPECT_FALSE(IsOutOfMemory(SystemError(ENOSPC, "x")));
  EXPECT_FALSE(IsOutOfMemory(absl::OkStatus()));
}

TEST(SystemError, IsAFailureButNeitherNoEventsNorCancelled) {
  for (int error_number = 0; error_number < 200; ++error_number) {
    const absl::Status status = SystemError(error_number, "x");
    EXPECT_FALSE(status.ok()) << error_number;
    EXPECT_NE(status.code(), absl::StatusCode::kOutOfRange) << error_number;
    EXPECT_NE(status.code(), absl::StatusCode::kCancelled) << error_number;
    EXPECT_GT(status.message().size(), 3u) << error_number;
  }
}

}  // namespace
}  // namespace telex::internal
