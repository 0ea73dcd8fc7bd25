#include "host_source.h"

#include <functional>
#include <string_view>
#include <utility>

#include "guard.h"

struct telex_names {
  const std::function<void(std::string_view name)>& visit;
};

namespace telex::capi {
namespace {

class HostFile final : public SourceFile {
 public:
  HostFile(const telex_source& table, void* user_data, HostCalls& calls)
      : table_(table), user_data_(user_data), calls_(calls) {}
  ~HostFile() override {
    if (open_ && table_.close != nullptr) table_.close(file_, user_data_);
  }

  absl::Status Open(std::string_view name) {
    absl::Status status = calls_.RunForFile(
        "open", [&](telex_error* error) { return table_.open(name.data(), name.size(), &file_, error, user_data_); });
    open_ = status.ok();
    return status;
  }

  absl::StatusOr<std::uint64_t> Size() override {
    std::uint64_t bytes = 0;
    absl::Status status = calls_.RunForFile(
        "file_size", [&](telex_error* error) { return table_.file_size(file_, &bytes, error, user_data_); });
    if (!status.ok()) return status;
    return bytes;
  }

  absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
    std::size_t length = 0;
    absl::Status status = calls_.RunForFile("read", [&](telex_error* error) {
      return table_.read(file_, offset, buffer, size, &length, error, user_data_);
    });
    if (!status.ok()) return status;
    if (length > size) return absl::UnknownError("the host's read gave more bytes than were asked for");
    return length;
  }

  std::uint64_t Identity() override { return table_.identity != nullptr ? table_.identity(file_, user_data_) : 0; }

 private:
  const telex_source& table_;
  void* user_data_;
  HostCalls& calls_;
  void* file_ = nullptr;
  bool open_ = false;
};

class HostSource final : public Source {
 public:
  HostSource(const telex_source& table, void* user_data, HostCalls& calls)
      : table_(table), user_data_(user_data), calls_(calls) {}

  absl::Status List(const std::function<void(std::string_view name)>& visit) override {
    telex_names names{visit};
    return calls_.Run("list", [&](telex_error* error) { return table_.list(&names, error, user_data_); });
  }

  std::uint64_t SizeHint(std::string_view name) override {
    return table_.size_hint != nullptr ? table_.size_hint(name.data(), name.size(), user_data_) : 0;
  }

  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view name) override {
    auto file = std::make_unique<HostFile>(table_, user_data_, calls_);
    absl::Status status = file->Open(name);
    if (!status.ok()) return status;
    return file;
  }

 private:
  telex_source table_;
  void* user_data_;
  HostCalls& calls_;
};

absl::Status CheckNotCancelled(const Cancellation& cancellation) {
  return cancellation.cancelled() ? absl::CancelledError("cancelled") : absl::OkStatus();
}

class CancellableFile final : public SourceFile {
 public:
  CancellableFile(std::unique_ptr<SourceFile> inner, const Cancellation& cancellation)
      : inner_(std::move(inner)), cancellation_(cancellation) {}

  absl::StatusOr<std::uint64_t> Size() override { return inner_->Size(); }
  absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
    absl::Status status = CheckNotCancelled(cancellation_);
    if (!status.ok()) return status;
    return inner_->Read(offset, buffer, size);
  }
  std::uint64_t Identity() override { return inner_->Identity(); }

 private:
  std::unique_ptr<SourceFile> inner_;
  const Cancellation& cancellation_;
};

class CancellableSource final : public Source {
 public:
  CancellableSource(std::unique_ptr<Source> inner, const Cancellation& cancellation)
      : inner_(std::move(inner)), cancellation_(cancellation) {}

  absl::Status List(const std::function<void(std::string_view name)>& visit) override { return inner_->List(visit); }
  std::uint64_t SizeHint(std::string_view name) override { return inner_->SizeHint(name); }
  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view name) override {
    absl::Status status = CheckNotCancelled(cancellation_);
    if (!status.ok()) return status;
    absl::StatusOr<std::unique_ptr<SourceFile>> file = inner_->Open(name);
    if (!file.ok()) return file;
    return std::make_unique<CancellableFile>(*std::move(file), cancellation_);
  }

 private:
  std::unique_ptr<Source> inner_;
  const Cancellation& cancellation_;
};

}  // namespace

Outcome SourceChoice::SetFolder(const char* path, std::size_t length) {
  std::string folder;
  TELEX_CAPI_RETURN_IF_FAILED(ReadPath(path, length, "path", &folder));
  folder_ = std::move(folder);
  is_table_ = false;
  return {};
}

Outcome SourceChoice::SetTable(const telex_source* source, void* user_data, bool list_alone) {
  telex_source ours;
  TELEX_CAPI_RETURN_IF_FAILED(ReadStruct(source, "source", &ours));
  if (ours.list == nullptr) return Outcome::Null("source.list");
  if (!list_alone) {
    if (ours.open == nullptr) return Outcome::Null("source.open");
    if (ours.file_size == nullptr) return Outcome::Null("source.file_size");
    if (ours.read == nullptr) return Outcome::Null("source.read");
  }
  table_ = ours;
  user_data_ = user_data;
  is_table_ = true;
  return {};
}

std::unique_ptr<Source> SourceChoice::Make(HostCalls& calls) const {
  if (is_table_) return std::make_unique<HostSource>(table_, user_data_, calls);
  return NewFolderSource(folder_);
}

std::unique_ptr<Source> SourceChoice::MakeCancellable(HostCalls& calls) const {
  return std::make_unique<CancellableSource>(Make(calls), calls.cancellation());
}

}  // namespace telex::capi

telex_status telex_names_add(telex_names* names, const char* name, size_t length) {
  if (names == nullptr || name == nullptr) return TELEX_INVALID_ARGUMENT;
  try {
    names->visit(length == TELEX_NUL_TERMINATED ? std::string_view(name) : std::string_view(name, length));
    return TELEX_OK;
  } catch (const std::bad_alloc&) {
    return TELEX_OUT_OF_MEMORY;
  } catch (...) {
    return TELEX_INTERNAL;
  }
}
