// A wrong option is a TypeError that names it, whichever it is and whatever stands there, and nothing is written.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';

import * as telex from '../lib/index.mjs';
import { contents, sample, scratch } from './support.mjs';

const values = {
  string: 'text', number: 1, fraction: 1.5, infinite: Infinity, nan: NaN, bigint: 1n, boolean: true, null: null,
  symbol: Symbol('s'), function: () => {}, array: [], numbers: [1], object: {}, date: new Date(0),
  invalidDate: new Date(NaN),
};
// Which of the values are good for an option, by type at least.
const good = {
  source: ['string'], out: ['string'],
  format: [], package: [], temporality: [], spanName: [],  // 'text' is none of their values
  range: ['object'],  // no bounds
  now: ['date'],
  serviceName: ['string'], scopeName: ['string'],
  metricEvents: ['array'],
  maxRequestBytes: ['number'], maxLineBytes: ['number'], maxGroupedBytes: ['number'], maxInputLineBytes: ['number'],
  maxProblems: ['number'], fileSlackDays: ['number'], compression: ['number'], threads: ['number'],
  overwrite: ['boolean'], signal: [], onProgress: ['function'],
};
const readable = ['source', 'range', 'now', 'fileSlackDays', 'maxInputLineBytes', 'signal'];

function names(option) {
  return (error) => {
    assert.ok(error instanceof TypeError, `${option}: ${error.stack}`);
    assert.match(error.message, new RegExp(`^option ${option}(\\[0\\])?: `));
    return true;
  };
}

for (const [option, fine] of Object.entries(good)) {
  test(`${option} takes no value of a wrong type`, async (t) => {
    const folder = scratch(t);
    const base = { source: sample, out: path.join(folder, 'out.json') };
    for (const [kind, value] of Object.entries(values)) {
      if (fine.includes(kind)) continue;
      await assert.rejects(telex.exportTelemetry({ ...base, [option]: value }), names(option), kind);
      if (readable.includes(option)) {
        assert.throws(() => telex.readEvents({ source: sample, [option]: value }), names(option), kind);
      }
    }
    assert.deepEqual(contents(folder), []);
  });
}

test('a value that the library refuses is told with the name that the option has here', async (t) => {
  const out = path.join(scratch(t), 'out.json');
  const wrong = [
    ['format', 'xml', '"xml" is none of json, otlp, otlp-jsonl'],
    ['package', 'tar', '"tar" is none of zip, dir'],
    ['temporality', 'Delta', '"Delta" is none of delta, cumulative'],
    ['spanName', '', '"" is none of leaf, full'],
    ['compression', 10, 'must be an integer from 0 to 9'],
    ['compression', -1, 'must be an integer from 0 to 9'],
    ['threads', 257, 'must be an integer from 0 to 256'],
    ['fileSlackDays', 3661, 'must be an integer from 0 to 3660'],
    ['maxRequestBytes', 0, 'must be an integer from 1 to 9223372036854775807'],
    ['maxInputLineBytes', 2 ** 30 + 1, 'must be an integer from 1 to 1073741824'],
    ['maxProblems', 2 ** 53, 'must be an integer, not 9007199254740992'],
  ];
  for (const [option, value, problem] of wrong) {
    await assert.rejects(telex.exportTelemetry({ source: sample, out, [option]: value }),
                         { name: 'TypeError', message: `option ${option}: ${problem}` });
  }
});

test('a hole in an array is told as the element that it is', async (t) => {
  const out = path.join(scratch(t), 'out.json');
  for (const metricEvents of [[, 'a'], new Array(3)]) {  // eslint-disable-line no-sparse-arrays
    await assert.rejects(telex.exportTelemetry({ source: sample, out, metricEvents }), names('metricEvents'));
  }
});

test('a range is judged by its members', async (t) => {
  const out = path.join(scratch(t), 'out.json');
  const wrong = [
    ['last8Days', 'range'], [{ from: 'yesterday' }, 'range.from'], [{ to: '2026-02-30' }, 'range.to'],
    [{ from: 20260501 }, 'range.from'], [{ start: '2026-05-01' }, 'range.start'], [{ end: new Date(NaN) }, 'range.end'],
    [{ since: '2026-05-01' }, 'range.since'], [{ from: '2026-05-01', end: new Date() }, 'range'], [[], 'range'],
  ];
  for (const [range, option] of wrong) {
    const named = names(option.replace('.', '\\.'));
    await assert.rejects(telex.exportTelemetry({ source: sample, out, range }), named);
    assert.throws(() => telex.readEvents({ source: sample, range }), named);
    assert.throws(() => telex.selectFiles(sample, range), named);
    assert.throws(() => telex.suggestedFileName(range, 'json'), named);
  }
  await assert.rejects(telex.exportTelemetry({ source: sample, out, range: { from: '2026-05-02', to: '2026-05-01' } }),
                       { name: 'TelexError', code: 'INVALID_ARGUMENT', message: 'End date must be on or after start date.' });
});

test('unknown options, missing ones and options that are no object are refused', async (t) => {
  const out = path.join(scratch(t), 'out.json');
  await assert.rejects(telex.exportTelemetry({ source: sample, out, outFile: 'x' }), names('outFile'));
  await assert.rejects(telex.exportTelemetry({ source: sample, out, span_name: 'leaf' }), names('span_name'));
  await assert.rejects(telex.exportTelemetry({ out }), names('source'));
  await assert.rejects(telex.exportTelemetry({ source: sample }), names('out'));
  await assert.rejects(telex.exportTelemetry({ source: '', out }), names('source'));
  await assert.rejects(telex.exportTelemetry({ source: 'a\0b', out }), names('source'));
  assert.throws(() => telex.readEvents({ source: sample, out }), names('out'));
  for (const options of [undefined, null, 'options', 1, []]) {
    await assert.rejects(telex.exportTelemetry(options), { name: 'TypeError', message: /^the options must be an object/ });
    assert.throws(() => telex.readEvents(options), { name: 'TypeError', message: /^the options must be an object/ });
  }
});

test('text is carried whole, also with a NUL in it', async (t) => {
  const folder = scratch(t);
  const out = path.join(folder, 'out');
  const source = path.join(folder, 'telemetry');
  fs.mkdirSync(source);
  fs.copyFileSync(path.join(sample, fs.readdirSync(sample)[0]), path.join(source, fs.readdirSync(sample)[0]));
  const [file] = fs.readdirSync(source);
  const lines = fs.readFileSync(path.join(source, file), 'utf8').trimEnd().split('\n');
  const event = { ...JSON.parse(lines[1]), event_name: 'a\0b', measurements: { n: 1 } };
  delete event.trace_id;
  fs.writeFileSync(path.join(source, file), [lines[0], JSON.stringify(event), ''].join('\n'));
  const report = await telex.exportTelemetry({ source, out, format: 'otlp', package: 'dir', serviceName: 'a\0b',
                                               scopeName: '\0c', metricEvents: ['a\0b'] });
  assert.deepEqual([report.metrics, report.logs, report.traces], [1, 0, 0]);
  const [part] = JSON.parse(fs.readFileSync(path.join(out, 'metrics.json'), 'utf8')).resourceMetrics;
  const service = part.resource.attributes.find(({ key }) => key === 'service.name');
  assert.deepEqual(service.value, { stringValue: 'a\0b' });
  assert.equal(part.scopeMetrics[0].scope.name, '\0c');
});

test('text that cannot be carried whole is refused: a NUL in a path or a choice, a lone surrogate anywhere', async (t) => {
  const folder = scratch(t);
  const base = { source: sample, out: path.join(folder, 'out.json') };
  for (const wrong of ['a\0b', 'a\ud800b', '\udc00', '\ud800']) {
    const lone = !wrong.includes('\0');
    const problem = lone ? `must be well-formed: there is a lone surrogate at index ${wrong.length > 1 ? 1 : 0}`
        : undefined;
    const names = ['source', 'out', 'format', 'package', 'temporality', 'spanName', 'range',
      ...(lone ? ['serviceName', 'scopeName', 'metricEvents'] : [])];
    for (const name of names) {
      const value = name === 'metricEvents' ? [wrong] : name === 'out' ? path.join(folder, wrong) : wrong;
      const index = name === 'metricEvents' ? '[0]' : '';
      await assert.rejects(telex.exportTelemetry({ ...base, [name]: value }), (error) => {
        assert.ok(error instanceof TypeError, error.stack);
        assert.ok(error.message.startsWith(`option ${name}${index}: `), error.message);
        if (lone && name !== 'out') assert.equal(error.message, `option ${name}${index}: ${problem}`);
        // Not cut at the NUL.
        if (!lone && !['source', 'out'].includes(name)) assert.match(error.message, /["']a\ufffdb["']/);
        return true;
      });
    }
    const typeError = (name) => ({ name: 'TypeError', message: new RegExp(`^option ${name}: `) });
    assert.throws(() => telex.selectFiles(wrong, 'allTime'), typeError('source'));
    assert.throws(() => telex.readEvents({ source: wrong }), typeError('source'));
    assert.throws(() => telex.readEvents({ source: sample, range: { from: wrong } }), typeError('range.from'));
    assert.throws(() => telex.fileFilters(wrong), typeError('format'));
    // What a user has typed is no mistake of the program.
    assert.equal(telex.validateDate(wrong), 'Use YYYY-MM-DD.');
    assert.equal(telex.validateDate(`2026-05-01${wrong}`), 'Use YYYY-MM-DD.');
    assert.equal(telex.validateDateRange('2026-05-01', wrong), 'Use YYYY-MM-DD.');
  }
  // Pairs are fine.
  await telex.exportTelemetry({ ...base, out: path.join(folder, '\u{1f600}.json') });
  assert.deepEqual(contents(folder), ['\u{1f600}.json']);
});

test('a time is one that Dates and the library can have', async (t) => {
  const out = path.join(scratch(t), 'out.json');
  class OwnDate extends Date {
    valueOf() { return 9e15; }
    getTime() { return 9e15; }
    toISOString() { return 'mine'; }
  }
  const invalid = 'is an invalid Date, one of no time or out of the range of Dates';
  const years = (iso) => `must be of the years 0001 to 9999, not ${iso}`;
  const wrong = [
    [new Date(NaN), invalid], [new Date(8.64e15 + 1), invalid], [new Date(-8.64e15 - 1), invalid],
    [new Date(8.64e15), years('+275760-09-13T00:00:00.000Z')], [new Date(-8.64e15), years('-271821-04-20T00:00:00.000Z')],
    [new Date(Date.UTC(10_000, 0)), years('+010000-01-01T00:00:00.000Z')],
    [new Date('0000-12-31T23:59:59.999Z'), years('0000-12-31T23:59:59.999Z')],
    [new Date('-000001-12-31T23:59:59.999Z'), years('-000001-12-31T23:59:59.999Z')],
    [{ [Symbol.toStringTag]: 'Date', valueOf: () => 9e15 }, 'must be a Date, not an object'],
    [8.64e15, 'must be a Date, not a number'],
  ];
  for (const [value, problem] of wrong) {
    const told = (option) => ({ name: 'TypeError', message: `option ${option}: ${problem}` });
    await assert.rejects(telex.exportTelemetry({ source: sample, out, now: value }), told('now'));
    for (const bound of ['start', 'end']) {
      const range = { [bound]: value };
      await assert.rejects(telex.exportTelemetry({ source: sample, out, range }), told(`range.${bound}`));
      assert.throws(() => telex.suggestedFileName(range, 'json'), told(`range.${bound}`));
    }
    assert.throws(() => telex.presets(value), told('now'));
  }
  const now = new OwnDate('2026-05-04T12:00:00Z');
  assert.equal((await telex.exportTelemetry({ source: sample, out, now })).exportedAt, '2026-05-04T12:00:00.000Z');
  const range = { start: new Date('0001-01-01T00:00:00.000Z'), end: new Date('9999-12-31T23:59:59.999Z') };
  assert.equal((await telex.exportTelemetry({ source: sample, out, range, overwrite: true })).events, 255);
});

test('an option that is undefined is left out', async (t) => {
  const out = path.join(scratch(t), 'out.json');
  const options = Object.fromEntries(Object.keys(good).map((name) => [name, undefined]));
  assert.equal((await telex.exportTelemetry({ ...options, source: sample, out })).events, 255);
});

test('the questions of a user interface take no wrong arguments either', () => {
  for (const value of [undefined, null, 1, {}, new Date(0)]) {
    assert.throws(() => telex.validateDate(value), names('text'));
    assert.throws(() => telex.validateDateRange('', value), names('to'));
    assert.throws(() => telex.fileFilters(value), names('format'));
    assert.throws(() => telex.selectFiles(value, 'allTime'), names('source'));
  }
  assert.throws(() => telex.fileFilters('xml'), names('format'));
  assert.throws(() => telex.presets('now'), names('now'));
  assert.throws(() => telex.suggestedFileName('allTime', 'json', new Date(NaN)), names('now'));
});
