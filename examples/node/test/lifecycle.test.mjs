// The package in a process: it ends when nothing is left, in worker threads, in the middle of an export, and after many.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import test from 'node:test';

import { exportTelemetry } from '../lib/index.mjs';
import { contents, digest, outputs, root, runScript, sample, scratch, writeTelemetry } from './support.mjs';

const workerFile = path.join(root, 'test', 'worker.mjs');

async function succeeds(text, options) {
  const { code, signal, stdout, stderr } = await runScript(text, options);
  assert.equal(code, 0, `exit ${code} ${signal}\n${stdout}${stderr}`);
  assert.equal(stderr, '');
  return stdout;
}

test('a process ends by itself when its export is done, and not before', async (t) => {
  const folder = scratch(t);
  const text = `
    telex.exportTelemetry({ source: process.argv[1], out: process.argv[2], onProgress: () => {}, signal: new AbortController().signal })
      .then((report) => console.log(report.events));
    telex.readEvents({ source: process.argv[1] }).next();
    await telex.readEvents({ source: process.argv[1] }).next();`;
  assert.equal(await succeeds(text, { args: [sample, path.join(folder, 'out.json')] }), '255\n');
  assert.deepEqual(contents(folder), ['out.json']);
  assert.equal(await succeeds('console.log(typeof telex.exportTelemetry);'), 'function\n');
});

test('a process that exits in the middle of exports leaves nothing behind', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 20_000_000);
  for (const exit of ['process.exit(0)', 'setTimeout(() => process.exit(0), 5)', 'setImmediate(() => process.exit(0))']) {
    const folder = scratch(t);
    const text = `
      const [source, folder, outputs] = process.argv.slice(1);
      for (const { format, package: form, name } of JSON.parse(outputs)) {
        telex.exportTelemetry({ source, out: folder + '/' + name, format, package: form, onProgress: () => {} })
          .then(() => console.log('done'));
      }
      telex.readEvents({ source }).next();
      ${exit};`;
    await succeeds(text, { args: [source, folder, JSON.stringify(outputs)] });
    assert.deepEqual(contents(folder), [], exit);
  }
});

test('worker threads load the addon, export at once, and end', async (t) => {
  const folder = scratch(t);
  const text = `
    import { Worker } from 'node:worker_threads';
    import { once } from 'node:events';
    const [source, folder, file] = process.argv.slice(1);
    const workers = Array.from({ length: 6 }, (_, index) => new Worker(file, { execArgv: [],
      workerData: { task: 'export', source, out: folder + '/' + index + '.json' } }));
    const main = telex.exportTelemetry({ source, out: folder + '/main.json' });
    const answers = await Promise.all(workers.map(async (worker) => {
      const exit = once(worker, 'exit');
      const [message] = await once(worker, 'message');
      return [...message, (await exit)[0]];
    }));
    console.log(JSON.stringify(answers), (await main).events);`;
  assert.equal(await succeeds(text, { args: [sample, folder, workerFile] }),
               `${JSON.stringify(Array.from({ length: 6 }, () => [255, 255, 0]))} 255\n`);
  assert.equal(contents(folder).length, 7);
});

test('a worker that is terminated in the middle of exports leaves whole ones or none behind', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 20_000_000);
  const now = new Date('2026-05-20T12:34:56.789Z');
  const whole = scratch(t);
  await Promise.all(outputs.map(({ format, package: form, name }) =>
    exportTelemetry({ source, out: path.join(whole, name), format, package: form, now })));
  const folder = scratch(t);
  // At times spread over the begin of the work, and when it waits for its last answer; with an event loop that is free or
  // never answers.
  const text = `
    import { mkdirSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    import { once } from 'node:events';
    const [source, parent, file, outputs, now] = process.argv.slice(1);
    for (let round = 0; round < 24; ++round) {
      const folder = parent + '/' + round;
      mkdirSync(folder);
      const worker = new Worker(file, { execArgv: [], workerData: { task: 'start', source, folder,
        outputs: JSON.parse(outputs), now: new Date(now), busy: round % 2 === 1 } });
      await once(worker, 'message');
      await new Promise((resolve) => setTimeout(resolve, round < 22 ? round : 500));
      await worker.terminate();
    }
    console.log('ended');`;
  const args = [source, folder, workerFile, JSON.stringify(outputs), now.toISOString()];
  assert.equal(await succeeds(text, { args }), 'ended\n');
  for (const round of contents(folder)) {
    const left = contents(path.join(folder, round));
    // Where the event loop is free and the machine slow, an export is over before its worker is.
    if (Number(round) % 2 === 1) assert.deepEqual(left, [], `round ${round}`);
    for (const name of left) assert.equal(digest(path.join(folder, round, name)), digest(path.join(whole, name)), name);
  }
});

test('ten thousand small exports do not grow memory', async (t) => {
  const source = scratch(t);
  writeTelemetry(source, 2_000);
  const text = `
    const [source, folder] = process.argv.slice(1);
    const rss = [];
    for (let round = 0; round < 10; ++round) {
      for (let i = 0; i < 250; ++i) {
        await Promise.all([0, 1, 2, 3].map((lane) => telex.exportTelemetry({
          source, out: folder + '/' + lane + '.json', overwrite: true, format: lane % 2 ? 'otlp' : 'json',
          onProgress: () => {}, signal: new AbortController().signal })));
      }
      globalThis.gc();
      rss.push(process.memoryUsage().rss / 1e6);
    }
    console.log(JSON.stringify(rss));`;
  // V8 enlarges the space of its young objects when it sees fit, once by some 7 MB: that is not what is looked for.
  const flags = ['--expose-gc', '--max-semi-space-size=1'];
  const rss = JSON.parse(await succeeds(text, { args: [source, scratch(t)], flags }));
  t.diagnostic(`RSS after each thousand, MB: ${rss.map((value) => value.toFixed(1)).join(' ')}`);
  assert.ok(rss.at(-1) - rss[2] < 3, 'RSS of the last seven thousand grows by less than 3 MB');
});
