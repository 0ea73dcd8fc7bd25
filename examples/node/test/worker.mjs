// A worker thread of the tests: exports and reads to the end, or starts what its parent then stops.
import { parentPort, workerData } from 'node:worker_threads';

import * as telex from '../lib/index.mjs';

const { task, source, out, folder, outputs, now, busy } = workerData;

if (task === 'export') {
  let read = 0;
  for await (const event of telex.readEvents({ source })) read += event.event_id ? 1 : 0;
  const report = await telex.exportTelemetry({ source, out, onProgress: () => {} });
  parentPort.postMessage([read, report.events]);
} else {
  const onProgress = () => { while (busy); };
  for (const { format, package: form, name } of outputs) {
    telex.exportTelemetry({ source, out: `${folder}/${name}`, format, package: form, now, onProgress });
  }
  telex.readEvents({ source, range: { from: '2030-01-01' } }).next();
  telex.readEvents({ source }).next();
  parentPort.postMessage('started');
}
