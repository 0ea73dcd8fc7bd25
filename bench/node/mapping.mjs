// Rows to records of OTLP/JSON: the mapping of lib/README.md, for telemetry as the extension writes it.
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.44.0';
export const SCOPE = { name: 'coder.vscode-coder.telemetry.export' };

const METRIC_EVENTS = new Set(['http.requests', 'ssh.network.info', 'ssh.network.sampled']);
const UNITS = [
  ['_ms', 'ms'], ['Ms', 'ms'], ['_seconds', 's'], ['Seconds', 's'],
  ['_mbits', 'Mbit/s'], ['Mbits', 'Mbit/s'], ['_bytes', 'By'], ['Bytes', 'By'],
];
const STATUS = { success: 1, error: 2, aborted: 0 };
const ARCH = { x64: 'amd64', ia32: 'x86', arm: 'arm32' };
const OS = { win32: 'windows', sunos: 'solaris' };

const text = (key, value) => ({ key, value: { stringValue: value } });

function attribute(key, value) {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'number') return { key, value: { doubleValue: value } };
  return { key, value: { boolValue: value } };
}

// Later entries take the place of earlier ones.
function attributesOf(...sources) {
  const all = new Map();
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) if (value !== undefined) all.set(key || '_', value);
  }
  return [...all].map(([key, value]) => attribute(key, value));
}

// Milliseconds since the epoch are exact; nanoseconds need a BigInt.
function nanosOf(timestamp) {
  const [, seconds, fraction = '', zone] = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(timestamp);
  return BigInt(Date.parse(seconds + zone)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function startBefore(end, duration, nanosPerUnit) {
  const length = BigInt(Math.max(0, Math.floor(duration * nanosPerUnit + 0.5)));
  return String(end > length ? end - length : 0n);
}

export function resourceOf(context) {
  const os = context.os_type.toLowerCase();
  const attributes = [
    text('service.name', 'coder-vscode-extension'),
    text('service.version', context.extension_version),
    text('service.instance.id', context.session_id),
    text('host.id', context.machine_id),
    text('host.arch', ARCH[context.host_arch] ?? context.host_arch),
    text('os.type', OS[os] ?? os),
    text('os.version', context.os_version),
    text('vscode.platform.name', context.platform_name),
    text('vscode.platform.version', context.platform_version),
  ];
  if (context.deployment_url) attributes.push(text('coder.deployment.url', context.deployment_url));
  return attributes;
}

export function signalOf(row) {
  if (METRIC_EVENTS.has(row.event_name)) {
    const keys = Object.keys(row.measurements);
    if (keys.some((key) => row.event_name !== 'http.requests' || key !== 'window_seconds')) return 'metrics';
  }
  const timed = row.measurements.durationMs !== undefined || row.properties.result !== undefined;
  return row.trace_id && timed ? 'traces' : 'logs';
}

function exceptionOf(error) {
  if (error === undefined) return {};
  return { 'exception.type': error.type, 'exception.message': error.message, 'exception.code': error.code };
}

export function logRecord(row) {
  const time = String(nanosOf(row.timestamp));
  const record = {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: row.error ? 17 : 9,
    severityText: row.error ? 'ERROR' : 'INFO',
    body: { stringValue: row.event_name },
    eventName: row.event_name,
    attributes: attributesOf(row.properties, row.measurements, exceptionOf(row.error), {
      'log.record.uid': row.event_id,
    }),
  };
  if (row.trace_id) record.traceId = row.trace_id;
  if (row.parent_event_id) record.spanId = row.parent_event_id;
  return record;
}

export function spanOf(row) {
  const end = nanosOf(row.timestamp);
  const { durationMs = 0, ...measurements } = row.measurements;
  const code = STATUS[row.properties.result] ?? (row.error ? 2 : 0);
  const own = { 'coder.event_name': row.event_name };
  if (code === 2 && row.properties['error.type'] === undefined && measurements['error.type'] === undefined) {
    own['error.type'] = row.error?.type || row.error?.code || '_OTHER';
  }
  const span = {
    traceId: row.trace_id,
    spanId: row.event_id,
    name: row.event_name.slice(row.event_name.lastIndexOf('.') + 1) || row.event_name,
    kind: 1,
    startTimeUnixNano: startBefore(end, durationMs, 1e6),
    endTimeUnixNano: String(end),
    attributes: attributesOf(row.properties, measurements, own),
    status: { code },
  };
  if (row.parent_event_id) span.parentSpanId = row.parent_event_id;
  if (row.error) {
    if (code === 2) span.status.message = row.error.message;
    const attributes = attributesOf(exceptionOf(row.error));
    span.events = [{ name: 'exception', timeUnixNano: String(end), attributes }];
  }
  return span;
}

function nameAndUnit(key) {
  for (const [suffix, unit] of UNITS) {
    if (key.endsWith(suffix) && key.length > suffix.length) return [key.slice(0, -suffix.length), unit];
  }
  return [key, '1'];
}

// The points of one event, into the metrics of its block.
export function metricPoints(row, metrics) {
  const end = nanosOf(row.timestamp);
  const rollup = row.event_name === 'http.requests';
  const attributes = attributesOf(row.properties, { 'coder.event_name': row.event_name });
  const times = { timeUnixNano: String(end) };
  if (rollup) times.startTimeUnixNano = startBefore(end, row.measurements.window_seconds ?? 0, 1e9);
  for (const [key, value] of Object.entries(row.measurements)) {
    if (rollup && key === 'window_seconds') continue;
    const counts = rollup && /^count[_.]/.test(key);
    const [rest, unit] = counts ? [key, '{request}'] : nameAndUnit(key);
    const name = `${row.event_name}.${rest}`;
    let metric = metrics.get(name);
    if (metric === undefined) {
      metric = { name, description: row.event_name, unit };
      if (counts) metric.sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints: [] };
      else metric.gauge = { dataPoints: [] };
      metrics.set(name, metric);
    }
    if (counts) metric.sum.dataPoints.push({ attributes, ...times, asInt: String(Math.floor(value + 0.5)) });
    else metric.gauge.dataPoints.push({ attributes, ...times, asDouble: value });
  }
}
