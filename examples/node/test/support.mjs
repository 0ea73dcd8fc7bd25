// What the tests share: scratch folders, telemetry of any size, and other processes.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const sample = path.join(root, '..', 'sample-telemetry');
/** How many events the sample has. */
export const sampleEvents = 255;
export const entry = pathToFileURL(path.join(root, 'lib', 'index.mjs')).href;

/** The formats, each with a package and what an output of it is called. */
export const outputs = [
  { format: 'json', package: 'zip', name: 'out.json' },
  { format: 'otlp', package: 'zip', name: 'out.otlp.zip' },
  { format: 'otlp', package: 'dir', name: 'out' },
  { format: 'otlp-jsonl', package: 'zip', name: 'out.otlp.jsonl.zip' },
  { format: 'otlp-jsonl', package: 'dir', name: 'lines' },
];

const checker = path.join(root, '..', '..', 'tests', 'reference', 'package_checker.py');

/** A folder that goes with the test; the OTLP packages that are in it then must pass the strict checker. */
export function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telex-node-'));
  t.after(() => {
    try {
      if (!fs.readdirSync(folder, { recursive: true }).some((name) => /(manifest\.json|\.zip)$/.test(name))) return;
      execFileSync('python3', [checker, '--all', folder], { encoding: 'utf8' });
    } catch (error) {
      throw new Error(error.stdout || error.message);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
  return folder;
}

/** The names in a folder, hidden ones too. */
export function contents(folder) {
  return fs.readdirSync(folder).sort();
}

/** A digest of a file, or of all files of a folder. */
export function digest(file) {
  const hash = createHash('sha256');
  if (!fs.statSync(file).isDirectory()) return hash.update(fs.readFileSync(file)).digest('hex');
  for (const name of contents(file)) hash.update(name).update(fs.readFileSync(path.join(file, name)));
  return hash.digest('hex');
}

// A small generator of numbers from a seed.
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function row(index, time) {
  const traced = index % 3 === 1;
  return JSON.stringify({
    event_id: `e${index}`,
    event_name: index % 3 === 2 ? 'ssh.network.sampled' : 'workspace.opened',
    timestamp: new Date(time).toISOString(),
    event_sequence: index,
    deployment_url: 'https://coder.example.com',
    properties: { result: 'success', note: `text ${index} with "quotes" and ümlauts` },
    measurements: index % 3 === 2 ? { latency_ms: index % 97, download_mbits: 1.5 } : { durationMs: index % 1000 },
    ...(traced ? { trace_id: index.toString(16).padStart(32, 'a') } : {}),
  });
}

/** Writes telemetry of about so many bytes, in files of some 1 MB; says how many events it holds. */
export function writeTelemetry(folder, bytes) {
  const context = Object.fromEntries(['extension_version', 'machine_id', 'session_id', 'os_type', 'os_version',
    'host_arch', 'platform_name', 'platform_version'].map((name) => [name, name]));
  let index = 0;
  for (let file = 0, written = 0; written < bytes; ++file) {
    const day = Date.UTC(2026, 4, 1 + (file % 20));
    const lines = [JSON.stringify({ kind: 'header', schema_version: 1, context: { ...context, session_id: `s${file}` } })];
    let size = 0;
    while (size < 1_000_000 && written + size < bytes) {
      lines.push(row(index, day + (index % 80_000) * 1000));
      size += lines.at(-1).length + 2;
      index += 1;
    }
    written += size;
    const date = new Date(day).toISOString().slice(0, 10);
    fs.writeFileSync(path.join(folder, `telemetry-${date}-${file.toString().padStart(4, '0')}.jsonl`), lines.join('\n') + '\n');
  }
  return index;
}

/** Runs a module's text in a Node of its own. Resolves with {code, signal, stdout, stderr}. */
export function runScript(text, { args = [], flags = [] } = {}) {
  return new Promise((resolve, reject) => {
    const prelude = `import * as telex from ${JSON.stringify(entry)};\n`;
    const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', prelude + text, '--', ...args],
                        { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (chunk) => { output[name] += chunk; });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}
