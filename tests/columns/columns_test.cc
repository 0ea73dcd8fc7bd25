// Columns: the release rules of what they export, and where a batch ends by its size.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "columns/event_columns.h"
#include "telex/arrow_sink.h"
#include "tests/columns/arrow_reader.h"

namespace telex::test {
namespace {

using Values = std::vector<std::string>;

// An event whose texts are `content`, which it points to.
struct TestEvent : Event {
  explicit TestEvent(const std::string& content) {
    event_id = event_name = JsonValue::Plain(content);
    event_sequence = JsonValue("1", JsonValue::Kind::kNumber);
    attributes_ = {{JsonValue::Plain("k"), JsonValue::Plain(content)}};
    properties = {attributes_.data(), attributes_.size()};
    for (const auto member : {&SessionContext::session_id, &SessionContext::machine_id}) {
      context_.*member = JsonValue::Plain("c");
    }
    context = &context_;
  }
  TestEvent(const TestEvent&) = delete;

 private:
  std::vector<Attribute> attributes_;
  SessionContext context_;
};

TEST(EventColumnsTest, ABatchIsFullByItsRowsOrByItsSize) {
  EventColumns columns(3, {/*batch_bytes=*/1000, kMaxColumnBytes});
  const std::string small = "0123456789";
  const std::string large(400, 'x');
  ASSERT_TRUE(columns.Append(TestEvent(small), Signal::kLog).ok());
  ASSERT_TRUE(columns.Append(TestEvent(small), Signal::kLog).ok());
  EXPECT_FALSE(columns.full());
  ASSERT_TRUE(columns.Append(TestEvent(small), Signal::kLog).ok());
  EXPECT_TRUE(columns.full());
  OwnedArray batch;
  columns.TakeBatch(&batch);
  EXPECT_EQ(batch.length, 3);
  EXPECT_EQ(columns.rows(), 0);
  EXPECT_FALSE(columns.full());
  ASSERT_TRUE(columns.Append(TestEvent(large), Signal::kLog).ok());
  EXPECT_TRUE(columns.full());
  OwnedArray second;
  columns.TakeBatch(&second);
  EXPECT_EQ(Column(second, "event_id"), Values{"\"" + large + "\""});
  EXPECT_EQ(Column(batch, "event_id"), Values(3, "\"" + small + "\""));
}

// The text of a stored row says how much its columns can have at most; where that might be too much they are measured.
TEST(EventColumnsTest, AStoredRowIsMeasuredWhereItMayBeTooLarge) {
  const std::string content(30, 'x');
  TestEvent event(content);
  const std::string row(100, ' ');
  event.text = row;
  EventColumns columns(1000, {/*batch_bytes=*/1000, kMaxColumnBytes});
  // Name, id and property, `k` and `log`, and the two texts of the context.
  constexpr std::int64_t kBytesOfARow = 3 * 30 + 1 + 3 + 2;
  while (!columns.full()) ASSERT_TRUE(columns.Append(event, Signal::kLog).ok());
  EXPECT_EQ(columns.rows(), 1000 / kBytesOfARow + 1);
  OwnedArray batch;
  columns.TakeBatch(&batch);
  ASSERT_TRUE(columns.Append(event, Signal::kLog).ok());
  EXPECT_FALSE(columns.full());
}

// What was given back is not freed, and is given out again for about the same size.
TEST(ColumnMemoryTest, GivesBlocksOutAgain) {
  ColumnMemory memory;
  ColumnMemory::Block block = memory.Take(1000);
  EXPECT_GE(block.capacity, 1000u);
  const char* const bytes = block.bytes.get();
  memory.Give(std::move(block));
  const std::unique_ptr<char[]> other(new char[1024]);
  EXPECT_NE(other.get(), bytes);
  EXPECT_NE(memory.Take(2000).bytes.get(), bytes);
  EXPECT_EQ(memory.Take(950).bytes.get(), bytes);
}

TEST(EventColumnsTest, AColumnHoldsNoMoreThanItsOffsetsCanTell) {
  EventColumns columns(10, {kMaxColumnBytes, /*column_bytes=*/1000});
  ASSERT_TRUE(columns.Append(TestEvent(std::string(999, 'x')), Signal::kLog).ok());
  const absl::Status status = columns.Append(TestEvent("xx"), Signal::kLog);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("in one Arrow column"), absl::string_view::npos);
}

class ReleaseTest : public testing::Test {
 protected:
  ReleaseTest() {
    EventColumns columns(10);
    EXPECT_TRUE(columns.Append(TestEvent("the text"), Signal::kLog).ok());
    columns.TakeBatch(&batch_);
    MakeArrowSchema(&schema_);
  }

  static constexpr int kEventId = 4;
  static constexpr int kProperties = 11;
  OwnedArray batch_;
  OwnedSchema schema_;
};

TEST_F(ReleaseTest, AReleasedStructSaysSoAndStaysReleased) {
  auto* const release = batch_.release;
  release(&batch_);
  EXPECT_EQ(batch_.release, nullptr);
  release(&batch_);
  EXPECT_EQ(batch_.release, nullptr);
  auto* const release_schema = schema_.release;
  release_schema(&schema_);
  EXPECT_EQ(schema_.release, nullptr);
  release_schema(&schema_);
}

TEST_F(ReleaseTest, AChildThatWasMovedOutOutlivesItsParent) {
  OwnedArray child;
  Move<ArrowArray>(batch_.children[kEventId], &child);
  batch_.release(&batch_);
  EXPECT_EQ(ValueAt(*schema_.children[kEventId], child, 0), "\"the text\"");
}

TEST_F(ReleaseTest, SoDoesAChildOfAChild) {
  OwnedArray properties;
  OwnedArray values;
  Move<ArrowArray>(batch_.children[kProperties], &properties);
  batch_.release(&batch_);
  Move<ArrowArray>(properties.children[0]->children[1], &values);
  properties.release(&properties);
  const ArrowSchema& schema = *schema_.children[kProperties]->children[0]->children[1];
  EXPECT_EQ(WrongWith(schema, values), "");
  EXPECT_EQ(ValueAt(schema, values, 0), "\"the text\"");
}

TEST_F(ReleaseTest, AParentOutlivesItsChildren) {
  for (std::int64_t i = 0; i + 1 < batch_.n_children; ++i) {
    OwnedArray child;
    Move<ArrowArray>(batch_.children[i], &child);
  }
  EXPECT_EQ(ValueAt(*schema_.children[22], *batch_.children[22], 0), "null");
}

TEST_F(ReleaseTest, ASchemasChildrenLikewise) {
  OwnedSchema error;
  OwnedSchema code;
  Move<ArrowSchema>(schema_.children[10], &error);
  schema_.release(&schema_);
  Move<ArrowSchema>(error.children[2], &code);
  EXPECT_EQ(Describe(code), "code: u");
  error.release(&error);
  EXPECT_EQ(Describe(code), "code: u");
}

}  // namespace
}  // namespace telex::test
