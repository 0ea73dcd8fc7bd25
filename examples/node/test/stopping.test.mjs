// Aborting and failing: it settles once, with the reason, and leaves no file; or it came too late, and the file is whole.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import test from 'node:test';

import * as telex from '../lib/index.mjs';
import { contents, digest, outputs, randomNumbers, runScript, sample, scratch, writeTelemetry } from './support.mjs';

const seed = 20260504;

function blockEventLoop(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('aborted before it begins', async (t) => {
  const folder = scratch(t);
  const out = path.join(folder, 'out.json');
  const reason = new Error('not now');
  await assert.rejects(telex.exportTelemetry({ source: sample, out, signal: AbortSignal.abort(reason) }),
                       (error) => error === reason);
  await assert.rejects(telex.exportTelemetry({ source: sample, out, signal: AbortSignal.abort('a text') }),
                       (error) => error === 'a text');
  await assert.rejects(telex.exportTelemetry({ source: sample, out, signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.deepEqual(contents(folder), []);
});

test('aborted in the turn in which it was begun, however long that turn is', async (t) => {
  const folder = scratch(t);
  for (const { format, package: form, name } of outputs) {
    for (const milliseconds of [0, 100]) {
      const controller = new AbortController();
      const run = telex.exportTelemetry(
          { source: sample, out: path.join(folder, name), format, package: form, signal: controller.signal });
      blockEventLoop(milliseconds);  // long enough for all of the work
      controller.abort(name);
      await assert.rejects(run, (error) => error === name);
      assert.deepEqual(contents(folder), []);
    }
  }
});

test(`aborted at any time, seed ${seed}`, async (t) => {
  const source = scratch(t);
  const folder = scratch(t);
  writeTelemetry(source, 2_000_000);
  const random = randomNumbers(seed);
  const whole = {};
  const now = new Date(0);
  for (const { format, package: form, name } of outputs) {
    const begin = performance.now();
    await telex.exportTelemetry({ source, out: path.join(folder, name), format, package: form, now });
    whole[name] = { digest: digest(path.join(folder, name)), milliseconds: performance.now() - begin };
  }
  let aborted = 0;
  for (let round = 0; round < 20; ++round) {
    for (const { format, package: form, name } of outputs) {
      const target = scratch(t);
      const out = path.join(target, name);
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(round), random() * 1.3 * whole[name].milliseconds);
      let settled = 0;
      const run = telex.exportTelemetry({ source, out, format, package: form, now, signal: controller.signal });
      await run.then(() => {
        assert.equal(digest(out), whole[name].digest);
      }, (error) => {
        aborted += 1;
        assert.equal(error, round);
        assert.deepEqual(contents(target), []);
      }).finally(() => { settled += 1; });
      controller.abort('later');
      clearTimeout(timer);
      assert.equal(settled, 1);
    }
  }
  assert.ok(aborted > 10, `${aborted} of 100 were aborted`);
});

test('aborted after its end, which changes nothing', async (t) => {
  const folder = scratch(t);
  const controller = new AbortController();
  const report = await telex.exportTelemetry(
      { source: sample, out: path.join(folder, 'out.json'), signal: controller.signal });
  controller.abort();
  assert.equal(report.events, 255);
  assert.deepEqual(contents(folder), ['out.json']);
});

test('aborted while it waits for others, and the others are whole', async (t) => {
  const folder = scratch(t);
  const controller = new AbortController();
  const runs = Array.from({ length: 20 }, (_, index) => telex.exportTelemetry({
    source: sample, out: path.join(folder, `${index}.json`), ...(index % 2 === 1 ? { signal: controller.signal } : {}) }));
  controller.abort('enough');
  // One that has not begun has nothing to wait for.
  const next = new Promise((resolve) => { setImmediate(resolve, 'the next turn'); });
  await assert.rejects(Promise.race([runs.at(-1), next]), (error) => error === 'enough');
  const settled = await Promise.allSettled(runs);
  settled.forEach(({ status, reason }, index) => {
    assert.equal(status, index % 2 === 1 ? 'rejected' : 'fulfilled');
    if (index % 2 === 1) assert.equal(reason, 'enough');
  });
  assert.equal(contents(folder).length, 10);
});

test('a signal is let go of, so that one can serve many exports', async (t) => {
  const folder = scratch(t);
  const { signal } = new AbortController();
  let listeners = 0;
  const counting = {
    aborted: false,
    addEventListener: (...args) => { listeners += 1; signal.addEventListener(...args); },
    removeEventListener: (...args) => { listeners -= 1; signal.removeEventListener(...args); },
  };
  for (const source of [sample, path.join(folder, 'missing')]) {
    await telex.exportTelemetry({ source, out: path.join(folder, 'out.json'), signal: counting }).catch(() => {});
  }
  for await (const event of telex.readEvents({ source: sample, signal: counting })) {
    if (event) break;
  }
  assert.equal(listeners, 0);
});

test('a signal that fails to let go changes nothing of what was done', async (t) => {
  const folder = scratch(t);
  const signal = { aborted: false, addEventListener() {}, removeEventListener() { throw new Error('stay'); } };
  const soon = new Promise((resolve) => {
    const timer = setTimeout(resolve, 5000, 'not settled');
    t.after(() => clearTimeout(timer));
  });
  const done = telex.exportTelemetry({ source: sample, out: path.join(folder, 'out.json'), signal });
  const failed = telex.exportTelemetry({ source: path.join(folder, 'none'), out: path.join(folder, 'none.json'), signal });
  const settled = await Promise.race([Promise.allSettled([done, failed]), soon]);
  assert.equal(settled[0].value?.events, 255);
  assert.equal(settled[1].reason?.code, 'NOT_FOUND');
  const events = telex.readEvents({ source: sample, signal });
  assert.equal((await events.next()).done, false);
  assert.deepEqual(await events.return(), { done: true, value: undefined });
});

test('one signal serves, and stops, many exports, without a warning', async (t) => {
  const folder = scratch(t);
  const { code, stdout, stderr } = await runScript(`
    const [source, folder] = process.argv.slice(1);
    const controller = new AbortController();
    const runs = Array.from({ length: 20 }, (_, index) => telex.exportTelemetry(
      { source, out: folder + '/' + index, signal: controller.signal }));
    await runs[0];
    controller.abort('enough');
    const settled = await Promise.allSettled(runs);
    console.log(settled.at(-1).reason, settled.every(({ reason }) => reason === undefined || reason === 'enough'));`,
                                                       { args: [sample, folder] });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  assert.equal(stdout, 'enough true\n');
});

test('what onProgress throws fails the export, at whichever call, and no file is left', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 3_000_000);
  for (const { format, package: form, name } of outputs) {
    let calls = 1;
    for (let call = 0; call < calls; ++call) {
      const folder = scratch(t);
      const reason = new Error(`call ${call}`);
      let count = 0;
      let failed = false;
      const run = telex.exportTelemetry({
        source, out: path.join(folder, name), format, package: form,
        onProgress: () => {
          assert.ok(!failed, 'called after it has thrown');
          if (count++ < call) return;
          failed = true;
          throw reason;
        },
      });
      if (call === 0) {
        await assert.rejects(run, (error) => error === reason);
        calls = 4;
      } else {
        await run.then(() => assert.ok(count <= call), (error) => assert.equal(error, reason));
      }
      assert.deepEqual(contents(folder), failed ? [] : [name]);
    }
  }
});

test('what only the last call of onProgress throws comes in time', async (t) => {
  const folder = scratch(t);
  for (const { format, package: form, name } of outputs) {
    const run = telex.exportTelemetry({
      source: sample, out: path.join(folder, name), format, package: form,
      onProgress: ({ events }) => { if (events === 255) throw null; },  // eslint-disable-line no-throw-literal
    });
    await assert.rejects(run, (error) => error === null);
    assert.deepEqual(contents(folder), []);
  }
});

test('an async onProgress that rejects fails the export, not the process', async () => {
  const { code, stdout, stderr } = await runScript(`
    import * as fs from 'node:fs';
    const folder = fs.mkdtempSync('/tmp/telex-node-');
    try {
      await telex.exportTelemetry({ source: ${JSON.stringify(sample)}, out: folder + '/out.json',
                                    onProgress: async () => { throw new Error('no'); } })
        .then((report) => console.log('done', report.events), (error) => console.log('failed', error.message));
      await new Promise((resolve) => setImmediate(resolve));
      console.log(fs.readdirSync(folder).length);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }`);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^(failed no\n0|done 255\n1)\n$/);
});

test('progress only grows, and its last call tells all', async (t) => {
  const source = scratch(t);
  const events = writeTelemetry(source, 5_000_000);
  const calls = [];
  const report = await telex.exportTelemetry(
      { source, out: path.join(scratch(t), 'out.json'), onProgress: (progress) => calls.push(progress) });
  assert.ok(calls.length > 0);
  calls.forEach((progress, index) => {
    assert.deepEqual(Object.keys(progress), ['bytesRead', 'bytesTotal', 'events']);
    assert.ok(progress.bytesRead <= progress.bytesTotal);
    if (index > 0) assert.ok(progress.bytesRead >= calls[index - 1].bytesRead);
  });
  assert.deepEqual(calls.at(-1), { bytesRead: report.bytesRead, bytesTotal: report.bytesRead, events });
});
