"""Changes that break data points, resources, scopes, documents and the manifest."""

from mutation import Mutation

_POINTS, _GROUPS = "lib/encode/otlp_metrics_sink.cc", "lib/encode/metric_groups.cc"
_TOTALS, _ROUTER = "lib/encode/counter_totals.cc", "lib/route/router.cc"
_RESOURCE, _BLOCKS = "lib/encode/resource_text.cc", "lib/route/resource_blocks.cc"
_ENVELOPES = "lib/encode/envelope_writer.cc"
_MANIFEST, _SUMS, _FILES = "lib/manifest.cc", "lib/sink_totals.cc", "lib/write/pending_folder_posix.cc"

_ODD = ("odd_1", "odd_2")
_SMALL = ("clean_3_small",)

_OF_POINTS = [
    Mutation(
        "a count one too many",
        _POINTS,
        "    std::int64_t written = count.value;\n",
        "    std::int64_t written = count.value + 1;\n",
    ),
    Mutation(
        "counts as doubles",
        _POINTS,
        r"""",\"asInt\":\""), static_cast<std::uint64_t>(written));
    groups_.EndPoint(group, Put(p, "\"}"));""",
        r"""",\"asDouble\":"), static_cast<std::uint64_t>(written));
    groups_.EndPoint(group, Put(p, "}"));""",
    ),
    Mutation(
        "counts as numbers",
        _POINTS,
        r"""",\"asInt\":\""), static_cast<std::uint64_t>(written));
    groups_.EndPoint(group, Put(p, "\"}"));""",
        r"""",\"asInt\":"), static_cast<std::uint64_t>(written));
    groups_.EndPoint(group, Put(p, "}"));""",
    ),
    Mutation(
        "windows of twice their length",
        _POINTS,
        "constexpr double kNanosPerSecond = 1e9",
        "constexpr double kNanosPerSecond = 2e9",
    ),
    Mutation(
        "gauges without their window's start",
        _POINTS,
        "    if (has_window_) p = PutNanos(",
        "    if (false) p = PutNanos(",
    ),
    Mutation(
        "points a millisecond later",
        _POINTS,
        "    time_ = static_cast<std::uint64_t>(event.time_unix_nano);\n",
        "    time_ = 1000000 + static_cast<std::uint64_t>(event.time_unix_nano);\n",
    ),
    Mutation("points without properties", _POINTS, "    attributes_.Add(event.properties);\n", ""),
    Mutation(
        "points without the event's name", _POINTS, '    attributes_.Add("coder.event_name", event.event_name);\n', ""
    ),
    Mutation("the other temporality", _GROUPS, 'kCumulative ? "2" : "1"', 'kCumulative ? "1" : "2"'),
    Mutation("sums that may fall", _GROUPS, r"\"isMonotonic\":true", r"\"isMonotonic\":false"),
    Mutation("milliseconds told as seconds", _ROUTER, '{{"_ms", "ms"}', '{{"_ms", "s"}'),
    Mutation(
        "the unit in the name as well",
        _ROUTER,
        "return {measurement_key.substr(0, measurement_key.size() - known.suffix.size()), known.unit};",
        "return {measurement_key, known.unit};",
    ),
    Mutation("the unit of a count as 1", _GROUPS, "metric = {key, event_->rule.count_unit};", 'metric = {key, "1"};'),
    Mutation(
        "names without the event's",
        _GROUPS,
        'const std::string name = event_->name + "." + std::string(metric.name);',
        "const std::string name(metric.name);",
    ),
    Mutation(
        "metrics without a description",
        _GROUPS,
        "OpenMetric(name, event_->name, metric.unit",
        'OpenMetric(name, "", metric.unit',
    ),
    Mutation(
        "counts as gauges",
        _GROUPS,
        "? MeasurementUse::kSum : MeasurementUse::kGauge;",
        "? MeasurementUse::kGauge : MeasurementUse::kGauge;",
    ),
    Mutation(
        "windows of nothing as metrics",
        _ROUTER,
        "!Is(measurement.key, window_measurement)) return true;",
        "measurement.key.present()) return true;",
    ),
    Mutation("totals that begin anew with each window", _TOTALS, "total + count;", "count;"),
    Mutation(
        "totals that begin with their own window",
        _TOTALS,
        "return starts.try_emplace(resource, start).first->second;",
        "return starts.insert_or_assign(resource, start).first->second;",
    ),
    Mutation(
        "totals of 0", _POINTS, "    if (cumulative() && written == 0) return;  // the series has not begun\n", ""
    ),
    Mutation(
        "totals over all series of a metric", _POINTS, "attributes_hash_);\n      written", "Hash128());\n      written"
    ),
]

_OF_BLOCKS = [
    Mutation("another service", _RESOURCE, 'e.name", options.service_name', 'e.name", options.scope_name'),
    Mutation(
        "the machine for the session",
        _RESOURCE,
        '"service.instance.id", context.session_id',
        '"service.instance.id", context.machine_id',
    ),
    Mutation(
        "the session for the machine", _RESOURCE, '"host.id", context.machine_id', '"host.id", context.session_id'
    ),
    Mutation(
        "the platform's version for the extension's",
        _RESOURCE,
        '"service.version", context.extension_version',
        '"service.version", context.platform_version',
    ),
    Mutation("the stored host.arch", _BLOCKS, '  if (host_arch == "x64") return "amd64";\n', "", corpora=("sample_0",)),
    Mutation("another host.arch", _BLOCKS, '"x64") return "amd64"', '"x64") return "x86"', corpora=("sample_0",)),
    Mutation(
        "the stored os.type", _BLOCKS, '  if (lower == "win32") return "windows";\n', "", corpora=("clean_2", "odd_1")
    ),
    Mutation(
        "another os.type", _BLOCKS, '"win32") return "windows"', '"win32") return "linux"', corpora=("clean_2", "odd_1")
    ),
    Mutation(
        "os.type with capitals",
        _BLOCKS,
        "if (c >= 'A' && c <= 'Z')",
        "if (c >= 'A' && c <= 'C')",
        corpora=("sample_0",),
    ),
    Mutation("a resource without os.version", _RESOURCE, '  add("os.version", context.os_version);\n', ""),
    Mutation(
        "a resource without the deployment",
        _RESOURCE,
        '  if (!context.deployment_url.empty()) add("coder.deployment.url", context.deployment_url);\n',
        "",
    ),
    Mutation("an empty deployment", _RESOURCE, "  if (!context.deployment_url.empty()) add(", "  add("),
    Mutation(
        "an attribute more",
        _RESOURCE,
        '  add("os.version",',
        '  add("os.build", context.os_version);\n  add("os.version",',
    ),
    Mutation(
        "the resource of the session's beginning", _BLOCKS, "        ++block_;\n      }\n    }\n", "      }\n    }\n"
    ),
    Mutation("another scope", _RESOURCE, "Escaped(options.scope_name, out)", "Escaped(options.service_name, out)"),
    Mutation(
        "another version of the scope",
        _RESOURCE,
        r"""\"version\":\"" TELEX_VERSION_STRING""",
        r"""\"version\":\"0" TELEX_VERSION_STRING""",
    ),
    Mutation(
        "a scope without a version", _RESOURCE, r""""\",\"version\":\"" TELEX_VERSION_STRING "\"},""", r""""\"},"""
    ),
    Mutation("another schema", _RESOURCE, "schemas/1.44.0", "schemas/1.43.0"),
    Mutation(
        "the first record of a further document left out",
        _ENVELOPES,
        "  buffer_.Append(record);\n",
        '  buffer_.Append("{}");\n',
        corpora=_SMALL,
    ),
    Mutation(
        "records that do not fit left out",
        _ENVELOPES,
        "  PutOpening();\n  buffer_.Append(record);\n  return",
        "  --records_;\n  --document_.records;\n  return",
        corpora=_SMALL,
    ),
    Mutation(
        "documents of a thousand times the limit",
        _ENVELOPES,
        "in_envelope_ > 0 && flushed_ + buffer_.size() + ClosingSize() > limit",
        "in_envelope_ > 0 && flushed_ + buffer_.size() + ClosingSize() > 1000 * limit",
        corpora=_SMALL,
    ),
    Mutation(
        "lines of up to 3 MB",
        _ENVELOPES,
        "  const std::uint64_t limit = options_.max_envelope_bytes();\n  if (in_envelope_ > 0",
        "  const std::uint64_t limit = 3 * options_.max_envelope_bytes();\n  if (in_envelope_ > 0",
        corpora=("long_1",),
    ),
    Mutation("a comma at the end of a list", _ENVELOPES, 'kBlockClose = "]}]}"', 'kBlockClose = ",]}]}"'),
]

_OF_PACKAGES = [
    Mutation("another endpoint", _MANIFEST, '"/v1/" + std::string', '"/v2/" + std::string'),
    Mutation("requests in another order", _SUMS, "return a.signal < b.signal;", "return a.signal > b.signal;"),
    Mutation(
        "only the first request of a signal",
        _MANIFEST,
        '    writer.BeginObject();\n    writer.Text("path"',
        "    if (document.path.find('-') != std::string::npos) continue;\n"
        '    writer.BeginObject();\n    writer.Text("path"',
        corpora=_SMALL,
    ),
    Mutation(
        "a request's records one too many", _MANIFEST, '"records", document.records', '"records", document.records + 1'
    ),
    Mutation("a request's bytes one too many", _MANIFEST, '"bytes", document.bytes', '"bytes", document.bytes + 1'),
    Mutation("a request's lines one too many", _MANIFEST, '"lines", document.lines', '"lines", document.lines + 1'),
    Mutation("the records of another signal", _MANIFEST, '"logs", report.records[0]', '"logs", report.records[1]'),
    Mutation(
        "derived ids that are not counted",
        _SUMS,
        "total.derived_ids += counts.derived_ids;",
        "total.derived_ids += 0;",
        corpora=_ODD,
    ),
    Mutation("an exporter of another version", _MANIFEST, '"version", TELEX_VERSION_STRING', '"version", "0"'),
    Mutation(
        "a key more in the manifest",
        _MANIFEST,
        '  writer.Text("format", FormatId(format));\n',
        '  writer.Text("format", FormatId(format));\n  writer.Text("source", "");\n',
    ),
    Mutation(
        "an oversized record more", _MANIFEST, '"oversized", report.oversized', '"oversized", report.oversized + 1'
    ),
    Mutation("files that others can read", _FILES, "(void)fchmod(file.get(), 0600)", "(void)fchmod(file.get(), 0644)"),
]

MUTATIONS = [*_OF_POINTS, *_OF_BLOCKS, *_OF_PACKAGES]
