// What a user interface asks, and that both forms of the package are one.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';

import * as telex from '../lib/index.mjs';
import { contents, root, sample, scratch } from './support.mjs';

const now = new Date('2026-05-04T12:34:56.789Z');

test('the ES module and the CommonJS module export the same things', () => {
  const common = createRequire(import.meta.url)('../lib/index.cjs');
  assert.deepEqual(Object.keys(telex).sort(), Object.keys(common).sort());
  for (const [name, value] of Object.entries(telex)) assert.equal(value, common[name], name);
});

test('the version is the library\'s, and the package\'s', () => {
  const header = readFileSync(path.join(root, '../../include/telex/version.h'), 'utf8');
  assert.match(header, new RegExp(`TELEX_VERSION_STRING "${telex.version.replaceAll('.', '\\.')}"`));
  assert.equal(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version, telex.version);
});

test('presets end at now and stand in the order in which they are offered', () => {
  assert.deepEqual(telex.presets(now), [
    { id: 'last24Hours', label: 'Last 24 hours', start: new Date(+now - 864e5), end: now,
      suggestedName: 'coder-telemetry-last-24-hours-2026-05-04.{ext}' },
    { id: 'last7Days', label: 'Last 7 days', start: new Date(+now - 7 * 864e5), end: now,
      suggestedName: 'coder-telemetry-last-7-days-2026-05-04.{ext}' },
    { id: 'last30Days', label: 'Last 30 days', start: new Date(+now - 30 * 864e5), end: now,
      suggestedName: 'coder-telemetry-last-30-days-2026-05-04.{ext}' },
    { id: 'allTime', label: 'All time', start: undefined, end: undefined,
      suggestedName: 'coder-telemetry-all-time-2026-05-04.{ext}' },
  ]);
  const before = Date.now();
  const { end } = telex.presets()[0];
  assert.ok(end >= before && end <= Date.now(), 'without now, the clock\'s');
});

test('dates are checked with the messages that an input box shows', () => {
  assert.equal(telex.validateDate('2026-05-04'), undefined);
  for (const text of ['', '2026-5-4', '04.05.2026', ' 2026-05-04', '２０２６-05-04']) {
    assert.equal(telex.validateDate(text), 'Use YYYY-MM-DD.', text);
  }
  for (const text of ['2026-02-29', '2026-13-01', '2026-00-10']) {
    assert.equal(telex.validateDate(text), 'Enter a valid calendar date.', text);
  }
  assert.equal(telex.validateDateRange('2026-05-01', '2026-05-01'), undefined);
  assert.equal(telex.validateDateRange('', '2026-05-01'), undefined);
  assert.equal(telex.validateDateRange('2026-05-01', ''), undefined);
  assert.notEqual(telex.validateDateRange('', ''), undefined);
  assert.equal(telex.validateDateRange('2026-05-02', '2026-05-01'), 'End date must be on or after start date.');
  assert.equal(telex.validateDateRange('2026-05-02', 'later'), 'Use YYYY-MM-DD.');
});

test('names and filters follow the format', () => {
  assert.equal(telex.suggestedFileName('last7Days', 'json', now), 'coder-telemetry-last-7-days-2026-05-04.json');
  assert.equal(telex.suggestedFileName('allTime', 'otlp', now), 'coder-telemetry-all-time-2026-05-04.otlp.zip');
  assert.equal(telex.suggestedFileName({ from: '2026-05-01', to: '2026-05-03' }, 'otlp-jsonl', now),
               'coder-telemetry-2026-05-01-to-2026-05-03.otlp.jsonl.zip');
  assert.deepEqual(telex.fileFilters('json'), { 'JSON files': ['json'] });
  assert.deepEqual(telex.fileFilters('otlp'), { 'Zip files': ['zip'] });
});

test('the files of a range are found by name alone', (t) => {
  const all = telex.selectFiles(sample, 'allTime');
  assert.deepEqual([...all].sort(), contents(sample));
  const bounds = { from: '2026-05-02', to: '2026-05-03' };
  const some = telex.selectFiles(sample, bounds);
  assert.deepEqual(some, all.filter((name) => /-2026-05-0[23]-/.test(name)));
  const instants = { start: new Date('2026-05-02T00:00:00Z'), end: new Date('2026-05-04T00:00:00Z') };
  assert.deepEqual(telex.selectFiles(sample, instants), some);
  assert.deepEqual(telex.selectFiles(sample, 'last24Hours', now), all.filter((name) => /-2026-05-0[34]-/.test(name)));
  assert.deepEqual(telex.selectFiles(scratch(t), 'allTime'), []);
  assert.throws(() => telex.selectFiles(path.join(scratch(t), 'none'), 'allTime'),
                (error) => error instanceof telex.TelexError && error.code === 'NOT_FOUND');
});

test('what a question fails with has a text to show', async (t) => {
  const missing = path.join(scratch(t), 'none');
  const failure = { name: 'TelexError', code: 'NOT_FOUND', message: /none: No such file or directory/ };
  assert.throws(() => telex.selectFiles(missing, 'allTime'), failure);
  await assert.rejects(telex.readEvents({ source: missing }).next(), failure);
  const reversed = { from: '2026-05-02', to: '2026-05-01' };
  const order = { name: 'TelexError', code: 'INVALID_ARGUMENT', message: 'End date must be on or after start date.' };
  assert.throws(() => telex.suggestedFileName(reversed, 'json'), order);
  assert.throws(() => telex.selectFiles(sample, reversed), order);
});

test('files are told in the order of their dates, sessions and parts', (t) => {
  const folder = scratch(t);
  const names = ['2026-05-02-b0000000', '2026-05-02-a0000000.10', '2026-05-02-a0000000.2', '2026-05-01-c0000000']
      .map((name) => `telemetry-${name}.jsonl`);
  for (const name of names) writeFileSync(path.join(folder, name), '');
  assert.deepEqual(telex.selectFiles(folder, 'allTime'), names.reverse());
});

test('a file name that is not UTF-8 is told with U+FFFD, and the file is exported', async (t) => {
  if (process.platform !== 'linux') return;
  const folder = scratch(t);
  const name = Buffer.from('telemetry-2026-05-02-s\xff.jsonl', 'latin1');
  writeFileSync(Buffer.concat([Buffer.from(folder + '/'), name]), readFileSync(path.join(sample, contents(sample)[0])));
  assert.deepEqual(telex.selectFiles(folder, 'allTime'), ['telemetry-2026-05-02-s\ufffd.jsonl']);
  assert.ok((await telex.exportTelemetry({ source: folder, out: path.join(folder, 'out.json') })).events > 0);
});
