// What the scenarios share: the places that test.sh has prepared, and the checks of what an export has left on disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

function place(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run test.sh`);
  return value;
}

export const codeServer = place('CODE_SERVER');
export const chromium = place('CHROMIUM');
export const vsix = place('VSIX');
/** A folder of this run, without what an earlier one has left. */
export const work = place('WORK');
export const repository = place('REPOSITORY');
export const cli = place('TELEX');
export const sample = path.join(repository, 'examples', 'sample-telemetry');
export const screenshots = path.join(work, 'screenshots');

/** An empty folder to export to. */
export function targetFolder(name) {
  const folder = path.join(work, 'targets', name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

export function contents(folder) {
  return fs.readdirSync(folder).sort();
}

function rangeOptions(range) {
  return typeof range === 'string' ? ['--range', range] : ['--from', range.from, '--to', range.to];
}

/** Exports with the command line; resolves with its report. */
export function exportWithCli({ folder, out, format, range, now }) {
  const options = [...rangeOptions(range), ...(now === undefined ? [] : ['--now', now])];
  const report = execFileSync(cli, ['export', folder, '--out', out, '--format', format, '--report', 'json', '--quiet', '--force',
    ...options], { encoding: 'utf8' });
  return JSON.parse(report);
}

function manifestOf(zip) {
  return JSON.parse(execFileSync('unzip', ['-p', zip, 'manifest.json'], { encoding: 'utf8', maxBuffer: 1 << 26 }));
}

/**
 * Asserts that a file is, byte for byte, what the command line exports of the same folder and range, and that the strict
 * checker takes it. Returns the command line's report.
 */
export function assertExported({ file, folder, format, range, strictly = true }) {
  const expected = path.join(work, 'expected', path.basename(file));
  fs.mkdirSync(path.dirname(expected), { recursive: true });
  // A package holds the moment of its export. No range of the array begins or ends near an event.
  const now = format === 'otlp' ? manifestOf(file).exportedAt : undefined;
  const report = exportWithCli({ folder, out: expected, format, range, now });
  assert.ok(fs.readFileSync(file).equals(fs.readFileSync(expected)), `${file} differs from ${expected}`);
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  if (!strictly) return report;
  if (format === 'otlp') {
    execFileSync('python3', [path.join(repository, 'tests/reference/package_checker.py'), file, 'otlp'], { stdio: 'pipe' });
  } else {
    assert.equal(JSON.parse(fs.readFileSync(file, 'utf8')).length, report.events);
  }
  return report;
}
