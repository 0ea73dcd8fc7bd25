// Exports: what is written and reported, what fails and how, and many at once.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import test from 'node:test';

import * as telex from '../lib/index.mjs';
import { contents, digest, outputs, sample, sampleEvents, scratch, writeTelemetry } from './support.mjs';

const now = new Date('2026-05-05T00:00:00Z');
const { shapeReport } = createRequire(import.meta.url)('../lib/report.cjs');

for (const { format, package: form, name } of outputs) {
  test(`${format} as ${form}: complete, private, reported, and the same bytes every time`, async (t) => {
    const folder = scratch(t);
    const out = path.join(folder, name);
    const options = { source: sample, out, format, package: form, now };
    const report = await telex.exportTelemetry(options);
    assert.equal(report.events, sampleEvents);
    assert.equal(report.exportedAt, '2026-05-05T00:00:00.000Z');
    assert.deepEqual(report.range, { label: 'All time' });
    assert.deepEqual(contents(folder), [name]);
    assert.equal(fs.statSync(out).mode & 0o077, 0);
    if (format === 'json') {
      assert.equal(JSON.parse(fs.readFileSync(out, 'utf8')).length, sampleEvents);
      assert.equal(report.bytesWritten, fs.statSync(out).size);
      assert.deepEqual(report.documents, []);
    } else {
      assert.equal(report.logs + report.traces + report.metrics, sampleEvents);
      assert.deepEqual(report.documents.map((entry) => entry.endpoint), ['/v1/logs', '/v1/traces', '/v1/metrics']);
      assert.deepEqual(report.documents.map((entry) => entry.records), Object.values(report.records));
    }
    if (form === 'dir' && format !== 'json') {
      assert.deepEqual(contents(out), [...report.documents.map((entry) => entry.path), 'manifest.json'].sort());
    }
    const first = digest(out);
    await assert.rejects(telex.exportTelemetry(options), { name: 'TelexError', code: 'ALREADY_EXISTS' });
    assert.equal(digest(out), first);
    await telex.exportTelemetry({ ...options, overwrite: true });
    assert.equal(digest(out), first);
  });
}

test('options reach the library', async (t) => {
  const out = path.join(scratch(t), 'out');
  await telex.exportTelemetry({
    source: sample, out, format: 'otlp', package: 'dir', now, range: { from: '2026-05-02', to: '2026-05-03' },
    temporality: 'cumulative', spanName: 'full', serviceName: 'my-service', scopeName: 'my-scope',
    metricEvents: ['http.requests'], maxRequestBytes: 20_000,
  });
  const text = (name) => fs.readFileSync(path.join(out, name), 'utf8');
  assert.match(text('logs.json'), /"my-service"/);
  assert.match(text('logs.json'), /"my-scope"/);
  assert.match(text('metrics.json'), /"aggregationTemporality":2/);
  assert.doesNotMatch(text('metrics.json'), /ssh\.network/);
  const spans = JSON.parse(text('traces.json')).resourceSpans.flatMap((block) => block.scopeSpans[0].spans);
  assert.ok(spans.some((span) => span.name.includes('.')));
  assert.ok(contents(out).includes('logs-2.json'), contents(out).join());
  assert.deepEqual(JSON.parse(text('manifest.json')).range, {
    label: '2026-05-02 to 2026-05-03', start: '2026-05-02T00:00:00.000Z', end: '2026-05-04T00:00:00.000Z' });
});

test('a bad line costs that line, and is reported', async (t) => {
  const folder = scratch(t);
  const events = writeTelemetry(folder, 2_000);
  const file = contents(folder)[0];
  fs.appendFileSync(path.join(folder, file), 'no telemetry\n');
  const report = await telex.exportTelemetry({ source: folder, out: path.join(folder, 'out.json') });
  assert.equal(report.events, events);
  assert.equal(report.lines.skipped, 1);
  assert.equal(report.problems.length, 1);
  assert.deepEqual({ ...report.problems[0], reason: '' }, { file, line: events + 2, reason: '' });
  assert.notEqual(report.problems[0].reason, '');
});

test('failures have a code, a text, and how far the export came', async (t) => {
  const folder = scratch(t);
  const out = path.join(folder, 'out.json');
  const failure = async (options) => {
    const error = await telex.exportTelemetry({ source: sample, out, ...options }).then(assert.fail, (reason) => reason);
    assert.ok(error instanceof telex.TelexError && error instanceof Error, String(error));
    assert.equal(error.name, 'TelexError');
    assert.notEqual(error.message, '');
    assert.match(error.stack, /^TelexError: /);
    return error;
  };
  const none = await failure({ range: { from: '2020-01-01', to: '2020-01-02' } });
  assert.equal(none.code, 'NO_EVENTS');
  assert.equal(none.report.events, 0);
  assert.equal(none.report.range.label, '2020-01-01 to 2020-01-02');
  const missing = await failure({ source: path.join(folder, 'missing') });
  assert.equal(missing.code, 'NOT_FOUND');
  assert.match(missing.message, /No such file or directory/);
  assert.match((await failure({ out: path.join(folder, 'missing', 'out.json') })).message, /No such file or directory/);
  assert.deepEqual(contents(folder), []);
});

test('forty exports at once are forty whole exports', async (t) => {
  const folder = scratch(t);
  const runs = Array.from({ length: 40 }, (_, index) => ({ ...outputs[index % outputs.length], index }));
  const reports = await Promise.all(runs.map(({ format, package: form, name, index }) => telex.exportTelemetry(
      { source: sample, out: path.join(folder, `${index}-${name}`), format, package: form, now })));
  for (const report of reports) assert.equal(report.events, sampleEvents);
  for (const { name, index } of runs) {
    const twin = path.join(folder, `${index % outputs.length}-${name}`);
    assert.equal(digest(path.join(folder, `${index}-${name}`)), digest(twin));
  }
  assert.equal(contents(folder).length, runs.length);
});

test('progress is told in the async context of whoever has asked for the export', async (t) => {
  const folder = scratch(t);
  const callers = new AsyncLocalStorage();
  const told = await Promise.all(Array.from({ length: 12 }, (_, caller) => callers.run(caller, async () => {
    const seen = new Set();
    await telex.exportTelemetry({
      source: sample, out: path.join(folder, `${caller}.json`), onProgress: () => { seen.add(callers.getStore()); } });
    return [...seen, callers.getStore()];
  })));
  told.forEach((seen, caller) => assert.deepEqual(seen, [caller, caller]));
});

test('a failure among many is its own', async (t) => {
  const folder = scratch(t);
  const out = (index) => path.join(folder, `${index}.json`);
  const sources = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? path.join(folder, 'missing') : sample));
  const settled = await Promise.allSettled(sources.map((source, index) => telex.exportTelemetry({ source, out: out(index) })));
  assert.deepEqual(settled.map(({ status }) => status),
                   sources.map((source) => (source === sample ? 'fulfilled' : 'rejected')));
});

test('paths are UTF-8', async (t) => {
  const folder = path.join(scratch(t), 'Ordner für Telemetrie 遥测 😀');
  fs.mkdirSync(folder);
  writeTelemetry(folder, 1000);
  await telex.exportTelemetry({ source: folder, out: path.join(folder, 'Ausgabe ü 😀.json') });
  assert.ok(contents(folder).includes('Ausgabe ü 😀.json'));
});

test('report numbers beyond 2^53 are exact bigints, all others numbers', () => {
  const safe = 2n ** 53n - 1n;
  const report = shapeReport({
    events: safe, bytesRead: safe + 2n, 'records.logs': 2n ** 63n - 1n, 'records.traces': 0n, seconds: 1.5,
    'range.label': 'All time', problems: [{ file: 'f', line: 2n ** 60n, reason: 'r' }],
    documents: [{ path: 'p', signal: 'logs', records: 1n, bytes: 2n ** 62n, lines: 0n, endpoint: 'e' }],
  });
  assert.deepEqual(report, {
    events: 2 ** 53 - 1, bytesRead: 9007199254740993n, records: { logs: 9223372036854775807n, traces: 0 }, seconds: 1.5,
    range: { label: 'All time' }, problems: [{ file: 'f', line: 2n ** 60n, reason: 'r' }],
    documents: [{ path: 'p', signal: 'logs', records: 1, bytes: 2n ** 62n, lines: 0, endpoint: 'e' }],
  });
});
