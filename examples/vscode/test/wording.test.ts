// What users read: the texts of notices, details and progress, and where the telemetry is looked for.
import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ExportReport } from 'telex';
import { CommandDispatcher } from '../src/commandDispatcher';
import { detailsOf } from '../src/telemetryExport/details';
import { progressReporter, type ExportRequest, type ProgressReport } from '../src/telemetryExport/exporting';
import { isFolderSet, telemetryFolder } from '../src/telemetryExport/folder';
import { badSetting, canReveal, noticeOf, nothingToExport } from '../src/telemetryExport/notices';
import { bytes, counted, listed } from '../src/telemetryExport/text';

const request: ExportRequest = { range: 'last7Days', rangeLabel: 'Last 7 days', format: 'otlp', folder: '/telemetry',
  now: new Date('2026-05-04T12:00:00Z'), out: '/home/me/out.otlp.zip' };
const report: ExportReport = {
  events: 1234, logs: 1, traces: 2, metrics: 3, records: { logs: 1, traces: 2000, metrics: 3 },
  files: { selected: 4, skipped: 0 }, lines: { skipped: 3 }, derivedIds: 1, repaired: 0, oversized: 0, bytesRead: 2e6,
  bytesWritten: 33_100, seconds: 0.25, exportedAt: '2026-05-04T12:00:00.000Z', range: { label: 'Last 7 days' },
  problems: [{ file: 'telemetry-2026-05-01-a.jsonl', line: 7, reason: 'not JSON' }],
  documents: [{ path: 'logs.json', signal: 'logs', records: 1, bytes: 300, lines: 0, endpoint: '/v1/logs' }],
};

test('numbers, sizes and lists', () => {
  assert.deepEqual([counted(1, 'line'), counted(1n, 'line'), counted(12345, 'line')], ['1 line', '1 line', '12,345 lines']);
  assert.deepEqual([1, 999, 1000, 999_949, 999_950, 1e9].map(bytes),
                   ['1 byte', '999 bytes', '1.0 KB', '999.9 KB', '1.0 MB', '1.0 GB']);
  assert.deepEqual([listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])], ['a', 'a and b', 'a, b and c']);
});

test('an export is told with all its records, what was skipped, and one reminder', () => {
  const { severity, text, actions } = noticeOf(request, { kind: 'exported', report }, true);
  assert.equal(severity, 'warning');
  assert.match(text, new RegExp('^Exported 1,234 events as 1 log record, 2,000 spans \\(timed operations\\) and 3 data ' +
      'points \\(measured values\\) to out\\.otlp\\.zip \\(33\\.1 KB\\) in /home/me\\. 3 lines'));
  assert.match(text, /look through the documents in it, which the details name, before you share it\.$/);
  assert.match(text, / 3 lines could not be read and were left out\. The file may hold private data/);
  assert.deepEqual(actions, ['reveal', 'showDetails']);
  assert.deepEqual(noticeOf(request, { kind: 'exported', report }, false).actions, ['copyPath', 'showDetails']);
  const one = { ...report, lines: { skipped: 1 } };
  assert.match(noticeOf(request, { kind: 'exported', report: one }, true).text, / 1 line could not be read and was left out\./);
  const json = noticeOf({ ...request, format: 'json' }, { kind: 'exported', report: { ...report, lines: { skipped: 0 } } }, true);
  assert.equal(json.severity, 'information');
  assert.match(json.text, /^Exported 1,234 events to out\.otlp\.zip/);
  assert.deepEqual(json.actions, ['openFile', 'showDetails']);
});

test('a failure says what failed and what to do', () => {
  const failed = (code: string, atSource = false) =>
    noticeOf(request, { kind: 'failed', code, message: 'X: No such thing', atSource, report: undefined }, true);
  assert.equal(failed('NO_SPACE').text,
               'The telemetry was not exported: X: No such thing. Free some space, or choose a place on another disk.');
  assert.deepEqual(failed('PERMISSION_DENIED').actions, ['chooseAnotherFile', 'showDetails']);
  assert.deepEqual(failed('NOT_FOUND', true).actions, ['openSettings', 'showDetails']);
  assert.match(failed('INTERNAL').text, /Try again/);
  assert.match(nothingToExport('/telemetry', undefined, false).text, /no telemetry yet: the folder \/telemetry/);
  assert.equal(nothingToExport('/telemetry', 'X', false).text,
               'No telemetry was found: X. Use the Coder extension first, or set another folder in the settings.');
  assert.equal(nothingToExport('/telemetry', 'X', true).text,
               'No telemetry was found: X. Set another folder in the settings.');
  assert.equal(nothingToExport('/telemetry', undefined, true).text,
               'No telemetry was found: the folder /telemetry holds no telemetry files. Set another folder in the settings.');
  assert.deepEqual(noticeOf(request, { kind: 'noEvents', report: { ...report, lines: { skipped: 0 } } }, true).actions,
                   ['chooseAnotherRange']);
  const unread = noticeOf(request, { kind: 'noEvents', report }, true);
  assert.equal(unread.text, 'There are no readable events in the range "Last 7 days", so no file was written. 3 lines could ' +
      'not be read and were left out.');
  assert.deepEqual([unread.severity, ...unread.actions], ['warning', 'showDetails', 'chooseAnotherRange']);
});

test('the details name every skipped line that is known, and how many more there are', () => {
  const text = detailsOf(request, { kind: 'exported', report });
  assert.match(text, /telemetry-2026-05-01-a\.jsonl:7: not JSON\n {4}and 2 more\n/);
  assert.match(text, /logs\.json: 1 log record, 300 bytes, for \/v1\/logs/);
  assert.match(text, /1 id that OTLP does not allow, replaced/);
  const failed = { kind: 'failed', code: 'NO_SPACE', message: 'disk full', atSource: false } as const;
  assert.match(detailsOf(request, { ...failed, report }), /failed, no file written: disk full \(NO_SPACE\)\n[^]*Read {6}4 files/);
  const unread = detailsOf(request, { ...failed, report: { ...report, bytesRead: 0 } });
  assert.match(unread, /failed, no file written: disk full \(NO_SPACE\)/);
  assert.doesNotMatch(unread, /Read|Skipped/);
  assert.match(detailsOf(request, { kind: 'cancelled' }), /cancelled, no file written/);
});

test('progress is reported at intervals, never backwards, and at its end', () => {
  const reports: ProgressReport[] = [];
  let time = 0;
  const report = progressReporter((progress) => reports.push(progress), 100, () => time);
  for (const [at, bytesRead, bytesTotal] of [[0, 10, 100], [50, 20, 100], [100, 20, 400], [150, 400, 400]] as const) {
    time = at;
    report({ bytesRead, bytesTotal, events: at });
  }
  assert.deepEqual(reports.map(({ increment }) => increment), [10, 0, 90]);
  assert.equal(reports[1]?.message, '20 bytes of 400 bytes, 100 events');
});

test('the telemetry folder: the setting, else that of the extension that records', () => {
  const storage = join('/data', 'globalStorage', 'telex.other');
  assert.equal(telemetryFolder(' ', storage), join('/data', 'globalStorage', 'coder.coder-remote', 'telemetry'));
  assert.deepEqual([' ', '', '/a', null].map(isFolderSet), [false, false, true, true]);
  assert.equal(telemetryFolder('~/t', storage), join(homedir(), 't'));
  assert.equal(telemetryFolder('/a/../b', storage), '/b');
  for (const bad of ['relative', '~other/t', 5, null, true, ['/a'], { path: '/a' }]) {
    assert.equal(telemetryFolder(bad, storage), undefined, `${JSON.stringify(bad)}`);
    const { text, actions } = badSetting(bad);
    assert.equal(text, 'The setting coder.telemetry.folder must be an absolute path, or one that begins with ~/. ' +
        `It is ${JSON.stringify(bad)}.`);
    assert.deepEqual(actions, ['openSettings']);
  }
});

test('a command that fails is a message with its title', async () => {
  const messages: string[] = [];
  let run = (): Promise<void> => Promise.resolve();
  const dispatcher = new CommandDispatcher({
    registerCommand: (_, handler) => {
      run = handler;
      return { dispose: () => messages.push('disposed') };
    },
    showErrorMessage: (message) => messages.push(message),
  });
  dispatcher.register('id', 'Title', () => Promise.reject(new Error('broken')));
  await run();
  dispatcher.dispose();
  assert.deepEqual(messages, ['Title failed: broken', 'disposed']);
});

test('a file is shown in the system\'s file manager only where the window is on its machine', () => {
  const desktop = ['revealFileInOS'];
  assert.deepEqual([canReveal(undefined, false, desktop), canReveal('ssh-remote', true, desktop),
    canReveal('ssh-remote', false, desktop), canReveal(undefined, true, [])], [true, true, false, false]);
});
