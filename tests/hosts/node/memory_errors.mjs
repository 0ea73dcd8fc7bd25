// What the addon does, once each, for a checker of memory errors to watch: exports in every format, aborted and failing
// ones, reading to the end and in part, a worker that is terminated, and every question.
//
//   memory_errors.mjs PACKAGE-FOLDER SOURCE FOLDER
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

const [packageFolder, source, folder] = process.argv.slice(2);
const telex = await import(pathToFileURL(join(packageFolder, 'lib/index.mjs')).href);
const outputs = [['json', 'zip'], ['otlp', 'zip'], ['otlp', 'dir'], ['otlp-jsonl', 'dir']];

async function exportAll() {
  const controller = new AbortController();
  const runs = outputs.flatMap(([format, form]) => {
    const options = { source, format, package: form, out: join(folder, `${format}-${form}`), metricEvents: ['http.requests'] };
    return [
      telex.exportTelemetry({ ...options, onProgress: () => {} }),
      telex.exportTelemetry({ ...options, out: `${options.out}-aborted`, signal: controller.signal }),
      telex.exportTelemetry({ ...options, out: `${options.out}-failed`, onProgress: () => { throw new Error('no'); } }),
      telex.exportTelemetry({ ...options, source: join(folder, 'missing') }),
      telex.exportTelemetry({ ...options, format: 'none' }),
    ];
  });
  controller.abort();
  const settled = await Promise.allSettled(runs);
  return settled.filter(({ status }) => status === 'fulfilled').map(({ value }) => value.events);
}

async function readAll() {
  let events = 0;
  for await (const event of telex.readEvents({ source })) events += event.event_id ? 1 : 0;
  for await (const event of telex.readEvents({ source })) if (event) break;
  await telex.readEvents({ source: join(folder, 'missing') }).next().catch(() => {});
  return events;
}

async function terminateWorkers() {
  const file = new URL('../../../examples/node/test/worker.mjs', import.meta.url);
  const workerData = { task: 'start', source, folder, busy: false, outputs: [{ format: 'otlp', package: 'dir', name: 'w' }] };
  const worker = new Worker(file, { workerData });
  await once(worker, 'message');
  await worker.terminate();
}

function askAll() {
  telex.presets();
  telex.selectFiles(source, { from: '2026-05-02' });
  telex.suggestedFileName('allTime', 'otlp');
  telex.fileFilters('json');
  telex.validateDate('x');
  telex.validateDateRange('2026-05-02', '2026-05-01');
  try {
    telex.selectFiles(source, 'none');
  } catch {
    // is to be thrown
  }
}

const exported = await exportAll();
const read = await readAll();
askAll();
await terminateWorkers();
// A handle that is never used is freed, too.
for (let i = 0; i < 20; ++i) telex.readEvents({ source });
globalThis.gc?.();
console.log(JSON.stringify({ exported, read }));
