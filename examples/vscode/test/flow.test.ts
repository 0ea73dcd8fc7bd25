// The questions in their order, and one export, with the real package and no editor.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { exportTo, findTelemetry, type ExportContext, type ExportRequest } from '../src/telemetryExport/exporting';
import { noFiles, noticeOf } from '../src/telemetryExport/notices';
import { back, Questions, type Answers, type Item, type PickQuestion, type Prompter, type TextQuestion,
} from '../src/telemetryExport/questions';
import { recordedDays } from '../src/telemetryExport/ranges';
import { loadTelex } from '../src/telemetryExport/telex';

const telex = loadTelex();
const folder = join(__dirname, '..', '..', '..', 'sample-telemetry');
const now = new Date('2026-05-04T12:00:00Z');

const quiet: ExportContext = { signal: new AbortController().signal, flush: () => Promise.resolve(),
  onFlushFailed: (reason) => assert.fail(reason), onProgress: () => {} };

function scratch(t: TestContext): string {
  const path = fs.mkdtempSync(join(tmpdir(), 'telex-vscode-'));
  t.after(() => fs.rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Answers as a script says: a label, a text, back, or undefined for Escape. */
class Scripted implements Prompter {
  readonly asked: string[] = [];
  readonly items: (readonly Item[])[] = [];
  readonly prompts: string[] = [];

  constructor(private readonly script: (string | typeof back | undefined)[]) {}

  pick<T extends Item>(question: PickQuestion<T>) {
    this.asked.push(`${question.step}/${question.totalSteps} ${question.active?.label ?? ''}`.trim());
    this.items.push(question.items);
    const answer = this.script.shift();
    return Promise.resolve(typeof answer === 'string' ? question.items.find(({ label }) => label === answer) : answer);
  }

  text(question: TextQuestion) {
    this.asked.push(`${question.step}/${question.totalSteps} ${question.value}`.trim());
    const answer = this.script.shift();
    if (typeof answer === 'string') {
      assert.equal(question.validate(answer), undefined);
      this.prompts.push(question.prompt(answer));
    }
    return Promise.resolve(answer);
  }
}

async function ask(script: (string | typeof back | undefined)[], answers: Answers = {}) {
  const prompter = new Scripted(script);
  const choice = await new Questions(telex, { folder, now }, prompter, quiet.flush).ask(answers);
  return { choice, asked: prompter.asked, items: prompter.items, prompts: prompter.prompts };
}

test('a preset takes two steps', async () => {
  const { choice, asked } = await ask(['Last 7 days', 'OTLP/JSON']);
  assert.deepEqual(choice, { range: 'last7Days', rangeLabel: 'Last 7 days', format: 'otlp' });
  assert.deepEqual(asked, ['1/2', '2/2']);
});

test('a custom range takes four; Back keeps what was answered, and the second date begins as the first', async () => {
  const { choice, asked } = await ask(
      ['Custom range…', '2026-05-01', back, '2026-05-02', '2026-05-03', back, back, back, 'Custom range…', '2026-05-04',
        '2026-05-04', 'JSON array']);
  assert.deepEqual(choice, { range: { from: '2026-05-04', to: '2026-05-04' }, rangeLabel: '2026-05-04 to 2026-05-04',
                             format: 'json' });
  assert.deepEqual(asked, ['1/2', '2/4', '3/4 2026-05-01', '2/4 2026-05-01', '3/4 2026-05-02', '4/4', '3/4 2026-05-03',
    '2/4 2026-05-02', '1/4 Custom range…', '2/4 2026-05-02', '3/4 2026-05-04', '4/4']);
});

test('Escape ends it at every step', async () => {
  const script = ['Custom range…', '2026-05-01', '2026-05-02', 'JSON array'];
  for (let count = 0; count < script.length; ++count) {
    const { choice, asked } = await ask([...script.slice(0, count), undefined]);
    assert.equal(choice, undefined);
    assert.equal(asked.length, count + 1);
  }
});

test('one export: whole, cancelled, without events, refused by the disk', async (t) => {
  const target = scratch(t);
  const request: ExportRequest = { range: 'allTime', rangeLabel: 'All time', format: 'json', folder, now,
                                   out: join(target, 'out.json') };
  const live = new AbortController().signal;
  const outcome = async (changes: Partial<ExportRequest>, signal = live) =>
    exportTo(telex, { ...request, ...changes }, { ...quiet, signal });

  fs.writeFileSync(request.out, 'old');
  assert.equal((await outcome({}, AbortSignal.abort())).kind, 'cancelled');
  assert.equal(fs.readFileSync(request.out, 'utf8'), 'old');
  assert.equal((await outcome({ range: { from: '2020-01-01', to: '2020-01-02' } })).kind, 'noEvents');
  assert.equal(fs.readFileSync(request.out, 'utf8'), 'old');
  assert.equal((await outcome({})).kind, 'exported');
  assert.equal(JSON.parse(fs.readFileSync(request.out, 'utf8')).length, 255);

  const noTarget = await outcome({ out: join(target, 'missing', 'out.json') });
  assert.ok(noTarget.kind === 'failed' && noTarget.code === 'NOT_FOUND' && !noTarget.atSource);
  const noSource = await outcome({ folder: join(target, 'missing') });
  assert.ok(noSource.kind === 'failed' && noSource.code === 'NOT_FOUND' && noSource.atSource);
  assert.deepEqual(fs.readdirSync(target), ['out.json']);
});

test('a target that can be no file is told with one piece of advice, and is left as it is', async (t) => {
  const target = scratch(t);
  const source = join(target, 'telemetry');
  fs.cpSync(folder, source, { recursive: true });
  const [recorded = ''] = fs.readdirSync(source);
  const before = fs.readFileSync(join(source, recorded));
  fs.writeFileSync(join(target, 'file'), '');
  for (const out of [join(source, recorded), join(source, 'telemetry-2026-05-09-new.jsonl'), source,
    join(target, 'n'.repeat(300)), join(target, 'file', 'out.json')]) {
    const request: ExportRequest = { range: 'allTime', rangeLabel: 'All time', format: 'json', folder: source, now, out };
    const outcome = await exportTo(telex, request, quiet);
    assert.ok(outcome.kind === 'failed' && outcome.code === 'INVALID_ARGUMENT', `${out}: ${outcome.kind}`);
    const { text, actions } = noticeOf(request, outcome, true);
    assert.match(text, /^The telemetry was not exported: .*\. Choose another name or folder\.$/);
    assert.equal(text.match(/choose|try again/gi)?.length, 1, text);
    assert.deepEqual(actions, ['chooseAnotherFile', 'showDetails']);
  }
  assert.deepEqual(fs.readFileSync(join(source, recorded)), before);
  assert.deepEqual(fs.readdirSync(target).sort(), ['file', 'telemetry']);
});

test('what is in memory is written first; where that fails, the rest is exported; cancelling does not wait for it', async (t) => {
  const target = scratch(t);
  const source = join(target, 'telemetry');
  const request: ExportRequest = { range: 'allTime', rangeLabel: 'All time', format: 'json', folder: source, now,
                                   out: join(target, 'out.json') };
  const flush = async () => fs.cpSync(folder, source, { recursive: true });
  assert.equal((await findTelemetry(telex, { folder: source, now }, () => Promise.reject(new Error('disk full')))).found, false);
  assert.deepEqual(await findTelemetry(telex, { folder: source, now }, flush), { found: true, problem: undefined });
  fs.rmSync(source, { recursive: true });
  const whole = await exportTo(telex, request, { ...quiet, flush });
  assert.ok(whole.kind === 'exported' && whole.report.events === 255);

  const reasons: string[] = [];
  const onFlushFailed = (reason: string) => reasons.push(reason);
  for (const failing of [() => Promise.reject(new Error('disk full')), () => { throw new Error('disk full'); }]) {
    assert.equal((await exportTo(telex, request, { ...quiet, onFlushFailed, flush: failing })).kind, 'exported');
  }
  assert.deepEqual(reasons, ['disk full', 'disk full']);
  const controller = new AbortController();
  const endless = () => {
    setImmediate(() => controller.abort());
    return new Promise(() => {});
  };
  assert.equal((await exportTo(telex, request, { ...quiet, signal: controller.signal, flush: endless })).kind, 'cancelled');
});

test('each range is told with its window and its files, JSON is the first format, and dates are trimmed', async () => {
  const { choice, items, prompts } = await ask(['Custom range…', ' 2026-05-01 ', '2026-05-03\t', 'JSON array']);
  assert.deepEqual(choice, { range: { from: '2026-05-01', to: '2026-05-03' }, rangeLabel: '2026-05-01 to 2026-05-03',
                             format: 'json' });
  const names = fs.readdirSync(folder);
  const until = (day: string) => names.filter((name) => name.slice('telemetry-'.length) < `${day}~`).length;
  assert.deepEqual(prompts, ['First day, in UTC. There is telemetry from 2026-05-01 to 2026-05-04.',
    `Last day, in UTC. This range covers ${until('2026-05-03')} telemetry files.`]);
  assert.deepEqual(items.map((each) => each.map(({ label }) => label)).at(-1), ['JSON array', 'OTLP/JSON']);
  assert.deepEqual(items[0]?.map(({ description }) => description), ['2026-05-03 12:00 UTC to 2026-05-04 12:00 UTC',
    '2026-04-27 12:00 UTC to 2026-05-04 12:00 UTC', '2026-04-04 12:00 UTC to 2026-05-04 12:00 UTC',
    'Everything that was recorded', 'Two dates of your choice']);
  assert.equal(items[0]?.[3]?.detail, `${names.length} telemetry files`);
});

test('a file that came after the question is not replaced; what failed after an abort is no cancelling', async (t) => {
  const target = scratch(t);
  const request: ExportRequest = { range: 'allTime', rangeLabel: 'All time', format: 'json', folder, now,
                                   out: join(target, 'out.json') };
  const late: typeof telex = { ...telex, exportTelemetry: (options) => {
    fs.writeFileSync(request.out, 'late');
    return telex.exportTelemetry(options);
  } };
  const refused = await exportTo(late, request, quiet);
  assert.ok(refused.kind === 'failed' && refused.code === 'ALREADY_EXISTS', refused.kind);
  assert.equal(fs.readFileSync(request.out, 'utf8'), 'late');
  assert.equal((await exportTo(late, request, quiet)).kind, 'exported');
  const whileFlushed = { ...request, out: join(target, 'other.json') };
  const flush = async () => fs.writeFileSync(whileFlushed.out, 'late');
  assert.equal((await exportTo(telex, whileFlushed, { ...quiet, flush })).kind, 'failed');
  assert.equal(fs.readFileSync(whileFlushed.out, 'utf8'), 'late');

  const controller = new AbortController();
  const full: typeof telex = { ...telex, exportTelemetry: () => {
    controller.abort();
    return Promise.reject(new telex.TelexError('NO_SPACE', 'disk full'));
  } };
  const outcome = await exportTo(full, request, { ...quiet, signal: controller.signal });
  assert.ok(outcome.kind === 'failed' && outcome.code === 'NO_SPACE', outcome.kind);
});

test('a range without files is told when it has been chosen, before a format is asked for', async (t) => {
  const source = scratch(t);
  const [recorded = ''] = fs.readdirSync(folder);
  fs.cpSync(join(folder, recorded), join(source, recorded));
  assert.equal(recordedDays(telex, { folder: source, now }), 'There is telemetry from 2026-05-01.');
  const answers: Answers = {};
  const questions = (script: string[], flush = quiet.flush) =>
    new Questions(telex, { folder: source, now }, new Scripted(script), flush);
  assert.deepEqual(await questions(['Last 24 hours']).ask(answers), { rangeLabel: 'Last 24 hours', noFiles: true });
  assert.deepEqual(await questions(['Custom range…', '2020-01-01', '2020-01-02']).ask(answers),
                   { rangeLabel: '2020-01-01 to 2020-01-02', noFiles: true });
  assert.deepEqual(answers, { range: 'custom', from: '2020-01-01', to: '2020-01-02' });
  // What is in memory may be of the range.
  const flush = async () => fs.cpSync(folder, source, { recursive: true });
  assert.deepEqual(await questions(['Last 24 hours', 'JSON array'], flush).ask({}),
                   { range: 'last24Hours', rangeLabel: 'Last 24 hours', format: 'json' });
  const { text, actions } = noFiles('Last 24 hours');
  assert.equal(text, 'There are no events in the range "Last 24 hours": it covers no telemetry files.');
  assert.deepEqual(actions, ['chooseAnotherRange']);
});
