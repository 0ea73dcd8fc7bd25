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

function assertFluent(t, { gaps, milliseconds }) {
  const quantile = (part) => gaps[Math.floor((gaps.length - 1) * part)];
  t.diagnostic(`${Math.round(milliseconds)} ms; gaps: median ${quantile(0.5).toFixed(1)} ms, 95 % ` +
      `${quantile(0.95).toFixed(1)} ms, longest ${quantile(1).toFixed(1)} ms`);
  assert.ok(milliseconds > 60, `${milliseconds} ms are too few to tell anything`);
  assert.ok(quantile(0.95) < 10, 'timers fire every few milliseconds');
}

for (const { format, package: form, name } of outputs) {
  test(`timers fire every few milliseconds during an export of 80 MB to ${name}`, async (t) => {
    const source = scratch(t);
    const events = writeTelemetry(source, 80_000_000);
    let report;
    assertFluent(t, await gapsDuring(async () => {
      report = await telex.exportTelemetry(
          { source, out: path.join(scratch(t), name), format, package: form, onProgress: () => {} });
    }));
    assert.equal(report.events, events);
  });
}

test('timers fire every few milliseconds while 20 MB are read', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 20_000_000);
  assertFluent(t, await gapsDuring(async () => {
    // Awaiting an event that is there already is no turn of the event loop: whoever does more than count gives it one.
    let count = 0;
    for await (const event of telex.readEvents({ source })) {
      if (event && ++count % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }));
});
