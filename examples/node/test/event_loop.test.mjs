// The work is done beside the event loop: timers keep firing while 80 MB are exported and read.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import test from 'node:test';

import * as telex from '../lib/index.mjs';
import { outputs, scratch, writeTelemetry } from './support.mjs';

/** The milliseconds between the turns of a timer of 1 ms while `work` is under way, and how long that took. */
async function gapsDuring(work) {
  const gaps = [];
  const begin = performance.now();
  let last = begin;
  const timer = setInterval(() => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  gaps.push(performance.now() - last);
  return { gaps: gaps.sort((a, b) => a - b), milliseconds: performance.now() - begin };
}

const quantile = ({ gaps }, part) => gaps[Math.floor((gaps.length - 1) * part)];

/** Turns of a millisecond or so of work, without telex: what the machine, as busy as it is, makes of them. */
async function workAlone() {
  const text = JSON.stringify(Array.from({ length: 2000 }, (_, index) => ({ event_id: `e${index}`, values: [index] })));
  for (const end = performance.now() + 400; performance.now() < end;) {
    JSON.parse(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** 19 of 20 gaps are of a few milliseconds: of those that a busy machine makes by itself, and ten more. */
async function assertFluent(t, work) {
  const busy = await gapsDuring(work);
  const alone = await gapsDuring(workAlone);
  const told = [0.5, 0.95, 1].map((part) => quantile(busy, part).toFixed(1)).join(', ');
  t.diagnostic(`${Math.round(busy.milliseconds)} ms; gaps in ms: median, 95 %, longest ${told}; ` +
      `95 % without telex ${quantile(alone, 0.95).toFixed(1)}`);
  assert.ok(busy.milliseconds > 60, `${busy.milliseconds} ms are too few to tell anything`);
  assert.ok(quantile(busy, 0.95) < 10 + 2 * quantile(alone, 0.95), 'timers fire every few milliseconds');
}

for (const { format, package: form, name } of outputs) {
  test(`timers fire every few milliseconds during an export of 80 MB to ${name}`, async (t) => {
    const source = scratch(t);
    const events = writeTelemetry(source, 80_000_000);
    let report;
    await assertFluent(t, async () => {
      report = await telex.exportTelemetry(
          { source, out: path.join(scratch(t), name), format, package: form, onProgress: () => {} });
    });
    assert.equal(report.events, events);
  });
}

test('timers fire every few milliseconds while 20 MB are read', async (t) => {
  const source = scratch(t);
  const events = writeTelemetry(source, 20_000_000);
  let count = 0;
  await assertFluent(t, async () => {
    for await (const event of telex.readEvents({ source })) count += event.event_id ? 1 : 0;
  });
  assert.equal(count, events);
});
