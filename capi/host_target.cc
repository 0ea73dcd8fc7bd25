#include "host_target.h"

#include <string_view>

namespace telex::capi {
namespace {

class HostOutput final : public Output {
 public:
  HostOutput(const telex_output& table, void* user_data, HostCalls& calls)
      : table_(table), user_data_(user_data), calls_(calls) {}
  ~HostOutput() override {
    if (!close_called_ && table_.abort != nullptr) table_.abort(user_data_);
  }

  absl::Status Append(std::string_view bytes) override {
    return calls_.Run("write",
                      [&](telex_error* error) { return table_.write(bytes.data(), bytes.size(), error, user_data_); });
  }

  absl::Status Close() override {
    close_called_ = true;
    if (table_.close == nullptr) return absl::OkStatus();
    return calls_.Run("close", [&](telex_error* error) { return table_.close(error, user_data_); });
  }

 private:
  telex_output table_;
  void* user_data_;
  HostCalls& calls_;
  bool close_called_ = false;
};

class HostDocument final : public Output {
 public:
  HostDocument(const telex_target& table, void* user_data, HostCalls& calls)
      : table_(table), user_data_(user_data), calls_(calls) {}
  ~HostDocument() override {
    if (open_ && table_.abort != nullptr) table_.abort(document_, user_data_);
  }

  absl::Status Open(std::string_view name) {
    absl::Status status = calls_.Run("open", [&](telex_error* error) {
      return table_.open(name.data(), name.size(), &document_, error, user_data_);
    });
    open_ = status.ok();
    return status;
  }

  absl::Status Append(std::string_view bytes) override {
    return calls_.Run("write", [&](telex_error* error) {
      return table_.write(document_, bytes.data(), bytes.size(), error, user_data_);
    });
  }

  absl::Status Close() override {
    open_ = false;
    return calls_.Run("close", [&](telex_error* error) { return table_.close(document_, error, user_data_); });
  }

 private:
  const telex_target& table_;
  void* user_data_;
  HostCalls& calls_;
  void* document_ = nullptr;
  bool open_ = false;
};

class HostPackage final : public Package {
 public:
  HostPackage(const telex_target& table, void* user_data, HostCalls& calls)
      : table_(table), user_data_(user_data), calls_(calls) {}

  absl::StatusOr<std::unique_ptr<Output>> Create(std::string_view name) override {
    auto document = std::make_unique<HostDocument>(table_, user_data_, calls_);
    absl::Status status = document->Open(name);
    if (!status.ok()) return status;
    return document;
  }

  absl::Status Commit() override {
    if (table_.commit == nullptr) return absl::OkStatus();
    return calls_.Run("commit", [&](telex_error* error) { return table_.commit(error, user_data_); });
  }

 private:
  telex_target table_;
  void* user_data_;
  HostCalls& calls_;
};

}  // namespace

std::unique_ptr<Output> NewHostOutput(const telex_output& table, void* user_data, HostCalls& calls) {
  return std::make_unique<HostOutput>(table, user_data, calls);
}

std::unique_ptr<Package> NewHostPackage(const telex_target& table, void* user_data, HostCalls& calls) {
  return std::make_unique<HostPackage>(table, user_data, calls);
}

}  // namespace telex::capi
