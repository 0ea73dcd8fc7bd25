// Reading events: the JSON array's elements, one by one, in constant memory, closed when the loop is left.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';

import * as telex from '../lib/index.mjs';
import { runScript, sample, scratch, writeTelemetry } from './support.mjs';

async function collect(options) {
  const events = [];
  for await (const event of telex.readEvents(options)) events.push(event);
  return events;
}

function openFiles(folder) {
  return fs.readdirSync('/proc/self/fd').filter((name) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${name}`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

test('they are the elements of the JSON array of the same range, in its order', async (t) => {
  const large = scratch(t);
  writeTelemetry(large, 3_000_000);
  const out = path.join(scratch(t), 'out.json');
  const now = new Date('2026-05-05T00:00:00Z');
  for (const source of [sample, large]) {
    for (const range of [undefined, 'last7Days', { from: '2026-05-02', to: '2026-05-03' }, { end: now }]) {
      await telex.exportTelemetry({ source, out, range, now, overwrite: true });
      assert.deepEqual(await collect({ source, range, now }), JSON.parse(fs.readFileSync(out, 'utf8')));
    }
  }
});

test('a range without events, and a folder without files, have none', async (t) => {
  assert.deepEqual(await collect({ source: sample, range: { to: '2020-01-01' } }), []);
  assert.deepEqual(await collect({ source: scratch(t) }), []);
});

test('a folder that is not there is an error of the first event', async (t) => {
  const events = telex.readEvents({ source: path.join(scratch(t), 'missing') });
  await assert.rejects(events.next(), { name: 'TelexError', code: 'NOT_FOUND' });
  assert.deepEqual(await events.next(), { done: true, value: undefined });
});

test('leaving the loop, by break, throw or return, closes the files', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 3_000_000);
  const leave = {
    break: async (events) => { for await (const event of events) if (event) break; },
    throw: async (events) => {
      await assert.rejects(async () => { for await (const event of events) throw new Error(event.event_id); }, /e\d/);
    },
    return: async (events) => {
      await events.next();
      assert.notEqual(openFiles(source).length, 0);
      await events.return();
    },
  };
  for (const [how, act] of Object.entries(leave)) {
    const events = telex.readEvents({ source });
    await act(events);
    assert.deepEqual(openFiles(source), [], how);
    assert.deepEqual(await events.next(), { done: true, value: undefined }, how);
  }
});

test('calls of next that do not wait for each other give every event once', async () => {
  const events = telex.readEvents({ source: sample });
  const answers = await Promise.all(Array.from({ length: 300 }, () => events.next()));
  const ids = answers.filter(({ done }) => !done).map(({ value }) => value.event_id);
  assert.equal(new Set(ids).size, 255);
  assert.equal(ids.length, 255);
});

test('a signal ends it with its reason, before, between events and while it reads', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 3_000_000);
  await assert.rejects(collect({ source, signal: AbortSignal.abort('before') }), (error) => error === 'before');

  const between = new AbortController();
  let count = 0;
  await assert.rejects(async () => {
    for await (const event of telex.readEvents({ source, signal: between.signal })) {
      if ((count += event ? 1 : 0) === 100) between.abort('between');
    }
  }, (error) => error === 'between');
  assert.equal(count, 100);

  const during = new AbortController();
  const events = telex.readEvents({ source, signal: during.signal });
  const first = events.next();
  during.abort('during');
  await assert.rejects(first, (error) => error === 'during');
  assert.deepEqual(openFiles(source), []);
});

test('a signal closes the files at once, also where nobody asks for the next event', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 3_000_000);
  const controller = new AbortController();
  const events = telex.readEvents({ source, signal: controller.signal });
  await events.next();
  assert.notEqual(openFiles(source).length, 0);
  controller.abort('enough');
  assert.deepEqual(openFiles(source), []);
  await assert.rejects(events.next(), (error) => error === 'enough');
  assert.deepEqual(await events.next(), { done: true, value: undefined });
});

test('many readers at once each see everything', async () => {
  const counts = await Promise.all(Array.from({ length: 20 }, async () => (await collect({ source: sample })).length));
  assert.deepEqual(new Set(counts), new Set([255]));
});

test('80 MB go through a heap of 32 MB', async (t) => {
  const source = scratch(t);
  const events = writeTelemetry(source, 80_000_000);
  const { code, stdout, stderr } = await runScript(`
    let count = 0;
    for await (const event of telex.readEvents({ source: process.argv[1] })) count += event.event_id ? 1 : 0;
    console.log(count);`, { args: [source], flags: ['--max-old-space-size=32', '--max-semi-space-size=1'] });
  assert.equal(code, 0, stderr);
  assert.equal(Number(stdout), events);
});
