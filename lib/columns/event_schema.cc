#include "columns/event_schema.h"

#include <memory>
#include <utility>

#include "columns/arrow_nodes.h"
#include "telex/arrow_sink.h"

namespace telex {
namespace {

constexpr char kText[] = "u";
constexpr char kDouble[] = "g";

void MakeLeaf(const char* format, const char* name, std::int64_t flags, ArrowSchema* out) {
  SchemaNode::Export(std::make_unique<SchemaNode>(0), format, name, flags, out);
}

void MakeError(const char* name, ArrowSchema* out) {
  constexpr const char* kMembers[] = {"message", "type", "code"};
  auto node = std::make_unique<SchemaNode>(3);
  for (std::size_t i = 0; i < 3; ++i) MakeLeaf(kText, kMembers[i], ARROW_FLAG_NULLABLE, node->child(i));
  SchemaNode::Export(std::move(node), "+s", name, ARROW_FLAG_NULLABLE, out);
}

void MakeMap(const char* name, const char* value_format, ArrowSchema* out) {
  auto pairs = std::make_unique<SchemaNode>(2);
  MakeLeaf(kText, "key", 0, pairs->child(0));
  MakeLeaf(value_format, "value", ARROW_FLAG_NULLABLE, pairs->child(1));
  auto node = std::make_unique<SchemaNode>(1);
  SchemaNode::Export(std::move(pairs), "+s", "entries", 0, node->child(0));
  SchemaNode::Export(std::move(node), "+m", name, ARROW_FLAG_NULLABLE, out);
}

void MakeColumn(const ColumnSpec& spec, ArrowSchema* out) {
  switch (spec.type) {
    case ColumnType::kMicroseconds:
      return MakeLeaf("tsu:UTC", spec.name, ARROW_FLAG_NULLABLE, out);
    case ColumnType::kInteger:
      return MakeLeaf("l", spec.name, ARROW_FLAG_NULLABLE, out);
    case ColumnType::kDouble:
      return MakeLeaf(kDouble, spec.name, ARROW_FLAG_NULLABLE, out);
    case ColumnType::kText:
      return MakeLeaf(kText, spec.name, ARROW_FLAG_NULLABLE, out);
    case ColumnType::kError:
      return MakeError(spec.name, out);
    case ColumnType::kTextMap:
      return MakeMap(spec.name, kText, out);
    case ColumnType::kDoubleMap:
      return MakeMap(spec.name, kDouble, out);
  }
}

}  // namespace

void MakeArrowSchema(ArrowSchema* schema) {
  auto node = std::make_unique<SchemaNode>(kEventColumnCount);
  for (std::size_t i = 0; i < kEventColumnCount; ++i) MakeColumn(kEventColumns[i], node->child(i));
  SchemaNode::Export(std::move(node), "+s", "", 0, schema);
}

}  // namespace telex
