// Telemetry to export: the bundled sample, moved to times that the ranges tell apart, and much of it.
import * as fs from 'node:fs';
import * as path from 'node:path';

const hour = 3_600_000;
const day = 24 * hour;
/** How long before now each day of the sample ends, from the first to the last. */
const ages = [60 * day, 20 * day, 3 * day, 2 * hour];
/** The events of a day come closer together, so that no range begins among them while the tests run. */
const squeeze = 12;

function dateOf(time) {
  return new Date(time).toISOString().slice(0, 10);
}

/** The days of the sample, each with its files' names and the last time in them. */
function sampleDays(sample) {
  const days = new Map();
  for (const name of fs.readdirSync(sample).sort()) {
    const text = fs.readFileSync(path.join(sample, name), 'utf8');
    const date = name.slice('telemetry-'.length).slice(0, 10);
    const entry = days.get(date) ?? { files: [], end: 0 };
    entry.files.push({ rest: name.slice('telemetry-YYYY-MM-DD'.length), text });
    entry.end = Math.max(entry.end, ...times(text));
    days.set(date, entry);
  }
  return [...days.values()];
}

const timestamp = /"timestamp":"([^"]+)"/g;

function times(text) {
  return [...text.matchAll(timestamp)].map(([, time]) => Date.parse(time));
}

/** Writes the sample into a folder as if it had been recorded lately; says on which days each of its days is now. */
export function writeRecentTelemetry(folder, sample, now) {
  fs.mkdirSync(folder, { recursive: true });
  return sampleDays(sample).map(({ files, end }, index) => {
    const newEnd = now.getTime() - ages[index];
    const moved = (time) => newEnd - (end - time) / squeeze;
    const dates = [];
    for (const { rest, text } of files) {
      const date = dateOf(moved(Math.min(...times(text))));
      const replaced = text.replace(timestamp, (_, time) => `"timestamp":"${new Date(moved(Date.parse(time))).toISOString()}"`);
      fs.writeFileSync(path.join(folder, `telemetry-${date}${rest}`), replaced);
      dates.push(date);
    }
    return dates.sort();
  });
}

/** Adds a line that is no JSON to a file of a folder, and a folder that is named as a file. Says what is bad. */
export function addBadInput(folder) {
  const [name] = fs.readdirSync(folder).sort();
  const lines = fs.readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');
  fs.writeFileSync(path.join(folder, name), [...lines, '{"event_id": torn', ''].join('\n'));
  const notAFile = `telemetry-${dateOf(Date.now())}-notafile.jsonl`;
  fs.mkdirSync(path.join(folder, notAFile));
  return { badLine: `${name}:${lines.length + 1}`, notAFile };
}

/**
 * Fills a folder with about so many bytes, as sessions of some 1 MB that repeat one file's events. The files are links to
 * a few real ones, so that no disk is filled.
 */
export function writeMuchTelemetry(folder, bytes) {
  fs.mkdirSync(folder, { recursive: true });
  const context = Object.fromEntries(['extension_version', 'machine_id', 'session_id', 'os_type', 'os_version',
    'host_arch', 'platform_name', 'platform_version'].map((name) => [name, `${name} of the large corpus`]));
  const rows = [JSON.stringify({ kind: 'header', schema_version: 1, context })];
  const start = Date.UTC(2026, 4, 1);
  let size = 0;
  for (let index = 0; size < 1_000_000; ++index) {
    rows.push(JSON.stringify({
      event_id: index.toString(16).padStart(16, 'e'), event_name: index % 3 === 2 ? 'ssh.network.sampled' : 'workspace.opened',
      timestamp: new Date(start + index * 1000).toISOString(), event_sequence: index,
      properties: { result: 'success', note: `text ${(index * 2_654_435_761) % 4_294_967_296} of event ${index}` },
      measurements: index % 3 === 2 ? { latency_ms: index % 97, download_mbits: 1.5 } : { durationMs: index % 1000 },
      ...(index % 3 === 1 ? { trace_id: index.toString(16).padStart(32, 'a') } : {}),
      deployment_url: 'https://coder.example.com',
    }));
    size += rows.at(-1).length + 1;
  }
  const file = path.join(path.dirname(folder), `${path.basename(folder)}.jsonl`);
  fs.writeFileSync(file, `${rows.join('\n')}\n`);
  for (let session = 0; session * size < bytes; ++session) {
    fs.symlinkSync(file, path.join(folder, `telemetry-2026-05-01-${String(session).padStart(4, '0')}.jsonl`));
  }
}
