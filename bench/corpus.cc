#include "corpus.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <utility>

#include "telex/instant.h"

namespace telex_bench {
namespace {

constexpr std::int64_t kMillisPerDay = 24 * 3600 * 1000;
constexpr std::size_t kPieceBytes = std::size_t{4} << 20;
constexpr std::int64_t kFirstDay = 20'454;  // 2026-01-01, in days since the epoch

// SplitMix64: small, fast, and the same everywhere, which the standard library's distributions are not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
  }
  std::uint64_t Below(std::uint64_t limit) { return Next() % limit; }
  std::int64_t Millis(std::int64_t limit) {
    return static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(limit)));
  }
  bool Percent(std::uint64_t percent) { return Below(100) < percent; }
  template <std::size_t n>
  std::string_view One(const std::array<std::string_view, n>& of) {
    return of[static_cast<std::size_t>(Below(n))];
  }
  std::string Hex(std::size_t digits) {
    std::string hex;
    while (hex.size() < digits) {
      constexpr char kDigits[] = "0123456789abcdef";
      std::uint64_t bits = Next();
      for (int i = 0; i < 16 && hex.size() < digits; ++i, bits >>= 4) hex += kDigits[bits & 15];
    }
    return hex;
  }

 private:
  std::uint64_t state_;
};

constexpr std::array<std::string_view, 6> kRoutes = {
    "/api/v2/buildinfo",       "/api/v2/users/me",       "/api/v2/workspaces",
    "/api/v2/workspaces/{id}", "/api/v2/templates/{id}", "/api/v2/workspaceagents/{id}/connection"};
constexpr std::array<std::string_view, 4> kMethods = {"GET", "GET", "GET", "POST"};
constexpr std::array<std::string_view, 3> kRegions = {"Frankfurt", "São Paulo", "Newark"};
constexpr std::array<std::string_view, 5> kSteps = {"cli_resolve", "workspace_lookup", "compatibility_check",
                                                    "agent_resolve", "connection_handoff"};
constexpr std::array<std::string_view, 6> kStates = {"idle",           "connecting",   "connected",
                                                     "awaiting_retry", "reconnecting", "disconnected"};
constexpr std::array<std::string_view, 4> kErrors = {
    R"json({"message":"Request failed \"401\"\n    at settle (/home/dév/x.js:1:2)","code":"ERR_BAD_REQUEST"})json",
    R"({"message":"connect ECONNREFUSED 140.82.121.3:443","type":"FetchError","code":"ECONNREFUSED"})",
    R"({"message":"timeout"})", R"({"message":"","type":"TypeError"})"};

// A duration or a rate, as JavaScript writes it: rounded to a few digits, or all 17 of them.
std::string Decimal(Random& random, std::uint64_t below) {
  std::string text = std::to_string(random.Below(below)) + ".";
  const std::size_t digits = random.Percent(65) ? 3 : 17 - text.size() + 1;
  for (std::size_t i = 1; i < digits; ++i) text += static_cast<char>('0' + random.Below(10));
  return text + static_cast<char>('1' + random.Below(9));
}

// The rows of one session, in the order in which they are written.
class Session {
 public:
  Session(std::uint64_t seed, std::int64_t begin_millis, std::int64_t millis_per_event)
      : random_(seed),
        id_(random_.Hex(32)),
        machine_id_(random_.Hex(64)),
        now_millis_(begin_millis),
        millis_per_event_(std::max<std::int64_t>(millis_per_event, 1)) {}

  const std::string& id() const { return id_; }

  void AppendHeader(std::string& out) {
    out += R"({"kind":"header","schema_version":1,"timestamp":")" + Timestamp();
    out += R"(","context":{"extension_version":"1.15.2","machine_id":")" + machine_id_;
    out += R"(","session_id":")" + id_;
    out += R"(","os_type":"linux","os_version":"6.8.0-64-generic","host_arch":"x64",)"
           R"("platform_name":"Visual Studio Code","platform_version":"1.106.0"}})"
           "\n";
  }

  void AppendRow(std::string& out) {
    if (steps_left_ > 0) return AppendSetup(out);
    now_millis_ += random_.Millis(2 * millis_per_event_);
    const std::uint64_t kind = random_.Below(1000);
    if (kind < 450) return AppendHttp(out);
    if (kind < 690) return AppendNetwork(out);
    if (kind < 870) return AppendLog(out);
    trace_id_ = random_.Hex(32);
    root_id_ = random_.Hex(16);
    root_failed_ = random_.Percent(10);
    steps_left_ = 1 + kSteps.size();
    note_next_ = false;
    AppendSetup(out);
  }

 private:
  std::string Timestamp() const { return telex::FormatInstant(telex::Instant::FromUnixMillis(now_millis_)); }

  void Begin(std::string& out, std::string_view name, const std::string& event_id) {
    out += R"({"event_id":")" + event_id + R"(","event_name":")";
    out.append(name).append(R"(","timestamp":")").append(Timestamp());
    out += R"(","event_sequence":)" + std::to_string(sequence_++) + R"(,"properties":{)";
  }

  void End(std::string& out) {
    // The deployment is not known before the first few rows.
    out += R"(,"deployment_url":")";
    out += sequence_ > 3 ? "https://dev.coder.com\"}\n" : "\"}\n";
  }

  void AppendHttp(std::string& out) {
    Begin(out, "http.requests", random_.Hex(16));
    out.append(R"("method":")").append(random_.One(kMethods)).append(R"(","route":")").append(random_.One(kRoutes));
    out += R"("},"measurements":{"window_seconds":)";
    out += random_.Percent(50) ? "60" : "59.999";
    out += R"(,"count.2xx":)" + std::to_string(random_.Below(100));
    for (const std::string_view count : {"1xx", "3xx", "4xx", "5xx", "network_error"}) {
      if (!random_.Percent(35)) continue;
      out.append(R"(,"count.)").append(count).append("\":") += std::to_string(1 + random_.Below(4));
    }
    out += R"(,"duration.p50_ms":)" + std::to_string(random_.Below(80));
    out += R"(,"duration.p95_ms":)" + std::to_string(80 + random_.Below(300));
    out += R"(,"duration.p99_ms":)" + std::to_string(900 + random_.Below(900)) + "}";
    End(out);
  }

  void AppendNetwork(std::string& out) {
    const bool sampled = random_.Percent(90);
    Begin(out, sampled ? "ssh.network.sampled" : "ssh.network.info", random_.Hex(16));
    out += random_.Percent(70) ? R"("p2p":"true",)" : R"("p2p":"false",)";
    out.append(sampled ? R"("preferred_derp":")" : R"("preferredDerp":")").append(random_.One(kRegions));
    out += sampled ? R"("},"measurements":{"latency_ms":)" : R"("},"measurements":{"latencyMs":)";
    out += Decimal(random_, 90);
    out += sampled ? R"(,"download_mbits":)" : R"(,"downloadMbits":)";
    out += Decimal(random_, 900);
    out += sampled ? R"(,"upload_mbits":)" : R"(,"uploadMbits":)";
    out += Decimal(random_, 90) + "}";
    End(out);
  }

  void AppendLog(std::string& out) {
    if (random_.Percent(25)) {
      Begin(out, "connection.dropped", random_.Hex(16));
      out += R"("cause":"error","close_code":"1001"},"measurements":{"connection_duration_ms":)";
      out += Decimal(random_, 9'000'000) + R"(},"error":)";
      out += random_.One(kErrors);
      return End(out);
    }
    Begin(out, random_.Percent(50) ? "connection.state_transitioned" : "workspace.state_transitioned", random_.Hex(16));
    out.append(R"("from":")").append(random_.One(kStates)).append(R"(","to":")").append(random_.One(kStates));
    out += R"("},"measurements":{"observed_duration_ms":)";
    out += std::to_string(random_.Below(100'000)) + "}";
    End(out);
  }

  // One row of a trace: its phases, some of them with a note, and last its root, which ends after them.
  void AppendSetup(std::string& out) {
    if (note_next_) return AppendNote(out);
    now_millis_ += random_.Millis(800);
    const bool root = --steps_left_ == 0;
    const std::string_view step = root ? "" : kSteps[kSteps.size() - steps_left_];
    Begin(out, root ? "remote.setup" : "remote.setup." + std::string(step), root ? root_id_ : random_.Hex(16));
    const bool failed = root && root_failed_;
    out += failed ? R"("result":"error")" : R"("result":"success")";
    if (!root && random_.Percent(30)) out += R"(,"workspace_name":"frontend-dev")";
    out += R"(},"measurements":{"durationMs":)" + Decimal(random_, root ? 4000 : 800) + "}";
    out += R"(,"trace_id":")" + trace_id_ + "\"";
    if (!root) out += R"(,"parent_event_id":")" + root_id_ + "\"";
    if (failed) out.append(R"(,"error":)").append(random_.One(kErrors));
    End(out);
    if (!root) note_next_ = random_.Percent(25);
  }

  void AppendNote(std::string& out) {
    note_next_ = false;
    Begin(out, "remote.setup.note", random_.Hex(16));
    out.append(R"("step":")").append(kSteps[kSteps.size() - steps_left_]).append(R"("},"measurements":{"attempt":)");
    out += std::to_string(1 + random_.Below(3)) + R"(},"trace_id":")" + trace_id_;
    out += R"(","parent_event_id":")" + root_id_ + "\"";
    if (random_.Percent(20)) out.append(R"(,"error":)").append(random_.One(kErrors));
    End(out);
  }

  Random random_;
  const std::string id_;
  const std::string machine_id_;
  std::int64_t now_millis_;
  const std::int64_t millis_per_event_;
  std::uint64_t sequence_ = 0;
  // The trace under way.
  std::string trace_id_;
  std::string root_id_;
  std::size_t steps_left_ = 0;
  bool root_failed_ = false;
  bool note_next_ = false;
};

}  // namespace

void MakeCorpus(const CorpusOptions& options,
                const std::function<void(std::string_view name, std::string_view text)>& visit) {
  Random random(options.seed);
  const std::uint64_t files =
      static_cast<std::uint64_t>(options.days) * static_cast<std::uint64_t>(options.sessions * options.parts);
  const std::int64_t active_millis = std::min<std::int64_t>(options.session_hours, 24) * 3'600'000;
  const std::uint64_t events_per_session = 1 + options.events * static_cast<std::uint64_t>(options.parts) / files;
  std::uint64_t file = 0;
  std::string text;
  for (std::int64_t day = 0; day < options.days; ++day) {
    const std::int64_t midnight = (kFirstDay + day) * kMillisPerDay;
    const std::string date = telex::FormatDate(telex::Instant::FromUnixMillis(midnight));
    for (int i = 0; i < options.sessions; ++i) {
      const std::int64_t begin = midnight + random.Millis(kMillisPerDay - active_millis + 1);
      // Traces add some time of their own.
      Session session(random.Next(), begin, active_millis / static_cast<std::int64_t>(events_per_session));
      for (int part = 0; part < options.parts; ++part, ++file) {
        std::string name = "telemetry-" + date + "-" + session.id().substr(0, 8);
        if (part > 0) name += "." + std::to_string(part);
        name += ".jsonl";
        text.clear();
        session.AppendHeader(text);
        const std::uint64_t end = options.events * (file + 1) / files;
        for (std::uint64_t event = options.events * file / files; event < end; ++event) {
          session.AppendRow(text);
          if (text.size() < kPieceBytes) continue;
          visit(name, text);
          text.clear();
        }
        visit(name, text);
      }
    }
  }
}

absl::Status WriteCorpus(const CorpusOptions& options, const std::string& folder) {
  std::string path;
  std::ofstream stream;
  const auto close = [&]() -> absl::Status {
    if (!stream.is_open()) return absl::OkStatus();
    stream.close();
    return stream ? absl::OkStatus() : absl::UnavailableError("cannot write " + path);
  };
  absl::Status status;
  MakeCorpus(options, [&](std::string_view name, std::string_view text) {
    if (!status.ok()) return;
    std::string next = folder + "/" + std::string(name);
    if (next != path) {
      status = close();
      path = std::move(next);
      stream = std::ofstream(path, std::ios::binary | std::ios::trunc);
    }
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  });
  return status.ok() ? close() : status;
}

}  // namespace telex_bench
