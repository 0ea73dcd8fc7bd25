// The packaged extension in a real VS Code window, driven as a person does. The window is one of Restricted Mode.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { assertExported, chromium, codeServer, contents, exportWithCli, sample, screenshots, targetFolder, vsix, work,
} from './environment.mjs';
import { Server } from './server.mjs';
import { addBadInput, writeMuchTelemetry, writeRecentTelemetry } from './telemetry.mjs';
import { startBrowser, Workbench } from './workbench.mjs';

const command = 'Coder: Export Telemetry';
const exported = 'Exported';
const recent = path.join(work, 'recent');
const server = new Server({ program: codeServer, vsix: [vsix], home: path.join(work, 'home'),
                            logFile: path.join(work, 'server.log') });
const presets = { last24Hours: 'Last 24 hours', last7Days: 'Last 7 days', last30Days: 'Last 30 days', allTime: 'All time' };
const formats = { json: 'JSON array', otlp: 'OTLP/JSON' };
const extensions = { json: 'json', otlp: 'otlp.zip' };
let browser;
let window;
let days;

before(async () => {
  fs.mkdirSync(screenshots, { recursive: true });
  days = writeRecentTelemetry(recent, sample, new Date());
  await server.start();
  useTelemetry(recent);
  browser = await startBrowser(chromium, server.home);
  window = await Workbench.open(browser, server.window, screenshots);
});

after(async () => {
  await browser?.close();
  server.stop();
});

afterEach(async () => {
  await window.shot('end');
  await window.clear();
  assert.deepEqual(server.crashes, []);
});

/** Lets the folder in which the Coder extension keeps its telemetry be this one; undefined: there is none. */
function useTelemetry(folder) {
  fs.rmSync(server.telemetry, { force: true });
  if (folder !== undefined) fs.symlinkSync(folder, server.telemetry);
}

async function begin(scenario) {
  window.begin(scenario);
  await window.runCommand(command);
}

async function chooseRange(label) {
  await window.step('1/2', 'Custom range…');
  await window.choose(label);
}

async function chooseFormat(format, step = '2/2') {
  await window.step(step, formats[format]);
  await window.choose(formats[format]);
}

/** Chooses a preset, a format and a file. */
async function exportPreset(preset, format, file) {
  await chooseRange(presets[preset]);
  await chooseFormat(format);
  await window.saveDialog(`.${extensions[format]}`);
  await window.saveAs(file);
}

for (const [preset, label] of Object.entries(presets)) {
  for (const format of Object.keys(formats)) {
    test(`${label}, ${formats[format]}`, async () => {
      const folder = targetFolder(`${preset}-${format}`);
      const file = path.join(folder, `export.${extensions[format]}`);
      await begin(`${label} ${format}`);
      await exportPreset(preset, format, file);
      const text = await window.toast(exported);
      const report = assertExported({ file, folder: server.telemetry, format, range: preset });
      assert.ok(text.startsWith(`Exported ${report.events} events `), text);
      if (format === 'otlp') {
        const { logs, traces, metrics } = report.records;
        for (const [count, noun] of [[logs, 'log record'], [traces, 'span'], [metrics, 'data point']]) {
          assert.match(text.replaceAll(',', ''), new RegExp(`\\b${count} ${noun}`));
        }
      }
      assert.equal(text.match(/private data/g).length, 1);
      assert.equal(await window.toastCount(), 1);
      assert.deepEqual(contents(folder), [path.basename(file)]);
    });
  }
}

test('the list tells windows and numbers of files, and the save dialog the name', async () => {
  await begin('what is suggested');
  await window.step('1/2', 'Custom range…');
  const rows = await window.rows.allInnerTexts();
  assert.match(rows[0], /Last 24 hours.*\d{4}-\d\d-\d\d \d\d:\d\d UTC to .*UTC/s);
  const shown = rows.slice(0, 4).map((row) => Number(/(\d+) telemetry files?/.exec(row)[1]));
  assert.equal(shown[3], fs.readdirSync(recent).length);
  assert.ok(shown[0] > 0 && shown[0] < shown[1] && shown[1] < shown[2] && shown[2] < shown[3], `${shown}`);
  assert.match(rows[4], new RegExp(`from ${days[0][0]} to `));
  await window.choose('Last 7 days');
  await chooseFormat('otlp');
  const suggested = await window.saveDialog('.otlp.zip');
  assert.match(suggested, /\/coder-telemetry-last-7-days-\d{4}-\d\d-\d\d\.otlp\.zip$/);
  await window.leave();
});

test('a custom range, after wrong dates', async () => {
  const [from, to] = [days[1][0], days[2].at(-1)];
  const folder = targetFolder('custom');
  const file = path.join(folder, 'export.json');
  await begin('custom range');
  await chooseRange('Custom range…');
  await window.step('2/4');
  await window.typeDate('2026-5-1', 'Use YYYY-MM-DD.');
  await window.typeDate('2026-02-30', 'Enter a valid calendar date.');
  // Enter does not accept it.
  await window.press('Enter');
  await window.typeDate(from);
  await window.press('Enter');
  await window.step('3/4');
  assert.equal(await window.box.inputValue(), from);
  await window.typeDate('2026-01-01', 'End date must be on or after start date.');
  await window.typeDate('tomorrow', 'Use YYYY-MM-DD.');
  await window.typeDate(to);
  await window.message.filter({ hasText: /covers \d+ telemetry files/ }).waitFor();
  await window.shot('good date');
  await window.press('Enter');
  await chooseFormat('json', '4/4');
  assert.ok((await window.saveDialog('.json')).endsWith(`/coder-telemetry-${from}-to-${to}.json`));
  await window.saveAs(file);
  await window.toast(exported);
  assertExported({ file, folder: server.telemetry, format: 'json', range: { from, to } });
  await window.pressButton(exported, 'Open File');
  await window.page.locator('.tab', { hasText: 'export.json' }).waitFor();
  await window.shot('file opened');
});

test('Back at every step', async () => {
  await begin('back');
  await chooseRange('Custom range…');
  await window.step('2/4');
  await window.back();
  await window.step('1/4', 'Custom range…');
  await window.activeRow('Custom range…');
  await window.press('Enter');
  await window.step('2/4');
  await window.typeDate(days[1][0]);
  await window.press('Enter');
  await window.step('3/4');
  await window.back();
  await window.step('2/4');
  assert.equal(await window.box.inputValue(), days[1][0]);
  await window.press('Enter');
  await window.step('3/4');
  await window.press('Enter');
  await window.step('4/4', 'OTLP/JSON');
  await window.back();
  await window.step('3/4');
  await window.back();
  await window.step('2/4');
  await window.back();
  await window.step('1/4', 'All time');
  await window.choose('All time');
  await window.step('2/2', 'OTLP/JSON');
  await window.back();
  await window.activeRow('All time');
  await window.leave();
});

test('Escape at every step ends it quietly', async () => {
  const folder = targetFolder('escape');
  const range = () => chooseRange('Custom range…');
  const from = async () => {
    await window.step('2/4');
    await window.typeDate(days[1][0]);
    await window.press('Enter');
  };
  const to = async () => {
    await window.step('3/4');
    await window.press('Enter');
  };
  const steps = [range, from, to, () => chooseFormat('json', '4/4')];
  const arrived = [() => window.step('1/2'), () => window.step('2/4'), () => window.step('3/4'), () => window.step('4/4'),
    () => window.saveDialog('.json')];
  for (let count = 0; count < arrived.length; ++count) {
    await begin(`escape ${count}`);
    for (const step of steps.slice(0, count)) await step();
    await arrived[count]();
    await window.leave();
  }
  // What had been told by then would be on the screen when the command has begun once more.
  await begin('escape');
  await window.step('1/2');
  assert.equal(await window.toastCount(), 0);
  await window.leave();
  assert.deepEqual(contents(folder), []);
});

test('a file that exists: refused, then accepted', async () => {
  const folder = targetFolder('overwrite');
  const file = path.join(folder, 'export.json');
  fs.writeFileSync(file, 'what was there');
  await begin('overwrite');
  await exportPreset('last7Days', 'json', file);
  await window.title.filter({ hasText: 'already exists' }).waitFor();
  await window.shot('asks');
  // Refused, the dialog is back, and takes another name.
  await window.press('Escape');
  await window.title.filter({ hasText: 'Save Exported Telemetry' }).waitFor();
  const another = path.join(folder, 'another.json');
  await window.saveAs(another);
  await window.toast(exported);
  assertExported({ file: another, folder: server.telemetry, format: 'json', range: 'last7Days' });
  assert.equal(fs.readFileSync(file, 'utf8'), 'what was there');
  fs.rmSync(another);
  await window.clear();
  // The folder that was chosen last is suggested.
  await begin('overwrite left');
  await chooseRange(presets.last7Days);
  await chooseFormat('json');
  assert.equal(path.dirname(await window.saveDialog('.json')), folder);
  await window.saveAs(file);
  await window.title.filter({ hasText: 'already exists' }).waitFor();
  await window.press('Escape');
  await window.title.filter({ hasText: 'Save Exported Telemetry' }).waitFor();
  await window.leave();
  assert.equal(fs.readFileSync(file, 'utf8'), 'what was there');
  await begin('overwrite accepted');
  await exportPreset('last7Days', 'json', file);
  await window.title.filter({ hasText: 'already exists' }).waitFor();
  await window.press('Enter');
  await window.toast(exported);
  assertExported({ file, folder: server.telemetry, format: 'json', range: 'last7Days' });
  assert.deepEqual(contents(folder), ['export.json']);
});

test('a name that is typed without its end gets the format\'s', async () => {
  const folder = targetFolder('names');
  // What the dialog adds is what the filter says; a name that ends so is taken as it is.
  for (const [typed, written] of [['plain', 'plain.zip'], ['short.zip', 'short.zip'], ['own.otlp.zip', 'own.otlp.zip']]) {
    await begin(`name ${typed}`);
    await exportPreset('last7Days', 'otlp', path.join(folder, typed));
    const text = await window.toast(exported);
    assert.match(text, new RegExp(` to ${written.replaceAll('.', '\\.')} `));
    assertExported({ file: path.join(folder, written), folder: server.telemetry, format: 'otlp', range: 'last7Days' });
    await window.clear();
  }
  assert.deepEqual(contents(folder), ['own.otlp.zip', 'plain.zip', 'short.zip']);
});

test('cancelled in the middle of a large export; the host answers meanwhile', async () => {
  const folder = targetFolder('cancel');
  writeMuchTelemetry(path.join(work, 'much'), 1_500_000_000);
  useTelemetry(path.join(work, 'much'));
  try {
    await begin('cancel');
    await exportPreset('allTime', 'otlp', path.join(folder, 'export.otlp.zip'));
    const text = await window.progress(/MB of .*events/);
    assert.match(text, /Exporting telemetry: [\d.]+ MB of [\d.]+ [MG]B, [\d,]+ events/);
    await begin('cancel meanwhile');
    await window.step('1/2', 'All time');
    await window.leave();
    await window.pressButton('Exporting telemetry', 'Cancel');
    await window.toast('The export was cancelled. No file was written.');
    assert.deepEqual(contents(folder), []);
  } finally {
    useTelemetry(recent);
  }
});

test('no events in the range: another one', async () => {
  const folder = targetFolder('no-events');
  const file = path.join(folder, 'export.json');
  const old = path.join(work, 'old');
  fs.cpSync(recent, old, { recursive: true });
  for (const name of contents(old)) {
    if (!days[0].some((date) => name.includes(date))) fs.rmSync(path.join(old, name));
  }
  useTelemetry(old);
  try {
    await begin('no events');
    await chooseRange(presets.last7Days);
    const text = await window.toast('There are no events');
    assert.match(text, /"Last 7 days": it covers no telemetry files\.$/);
    assert.deepEqual(contents(folder), []);
    await window.pressButton('There are no events', 'Choose Another Range');
    // The answer before is kept: without it, the first row would be active.
    await window.activeRow('Last 7 days');
    await exportPreset('allTime', 'json', file);
    await window.toast(exported);
    assertExported({ file, folder: old, format: 'json', range: 'allTime' });
  } finally {
    useTelemetry(recent);
  }
});

test('a bad line and a bad file are left out, and told', async () => {
  const file = path.join(targetFolder('bad-line'), 'export.otlp.zip');
  const bad = path.join(work, 'bad');
  fs.cpSync(recent, bad, { recursive: true });
  const { badLine, notAFile } = addBadInput(bad);
  useTelemetry(bad);
  try {
    await begin('bad line');
    await exportPreset('allTime', 'otlp', file);
    await window.toast('1 line and 1 file could not be read and were left out.');
    assert.deepEqual(await window.buttons(exported), ['Copy Path', 'Show Details']);
    await window.pressButton(exported, 'Copy Path');
    await window.page.waitForFunction((text) => navigator.clipboard.readText().then((copied) => copied === text), file);
    assertExported({ file, folder: bad, format: 'otlp', range: 'allTime' });
    await begin('bad line again');
    await exportPreset('allTime', 'otlp', path.join(targetFolder('bad-line-again'), 'export.otlp.zip'));
    await window.toast(exported);
    await window.pressButton(exported, 'Show Details');
    await window.output.filter({ hasText: badLine }).filter({ hasText: notAFile }).waitFor();
    await window.shot('details');
  } finally {
    useTelemetry(recent);
  }
});

test('a place that cannot be written to: another file', async () => {
  // Nobody may make files in /dev/pts; root may elsewhere.
  const readOnly = process.getuid() === 0 ? '/dev/pts' : targetFolder('read-only');
  if (process.getuid() !== 0) fs.chmodSync(readOnly, 0o555);
  const folder = targetFolder('another-file');
  await begin('read-only');
  await exportPreset('allTime', 'json', path.join(readOnly, 'export.json'));
  const text = await window.toast('was not exported');
  assert.match(text, /Permission denied\. Choose a folder that you may write to\.$/);
  assert.ok(!contents(readOnly).includes('export.json'));
  await window.pressButton('was not exported', 'Choose Another File');
  assert.equal(path.dirname(await window.saveDialog('.json')), server.home);
  await window.saveAs(path.join(folder, 'export.json'));
  await window.toast(exported);
  assertExported({ file: path.join(folder, 'export.json'), folder: recent, format: 'json', range: 'allTime' });
  // A failure, too, is in the details.
  await window.clear();
  await begin('read-only details');
  await exportPreset('allTime', 'json', path.join(readOnly, 'export.json'));
  await window.toast('was not exported');
  await window.pressButton('was not exported', 'Show Details');
  await window.output.filter({ hasText: 'failed, no file written' }).waitFor();
});

test('a large export leaves the extension host free', async () => {
  const file = path.join(targetFolder('large'), 'export.otlp.zip');
  const large = path.join(work, 'large');
  writeMuchTelemetry(large, 240_000_000);
  useTelemetry(large);
  const lagFile = path.join(work, 'lag.txt');
  const probe = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'eventLoopProbe');
  const authority = new URL(server.address).host;
  const payload = encodeURIComponent(JSON.stringify([['extensionDevelopmentPath', `vscode-remote://${authority}${probe}`]]));
  const main = window;
  window = await Workbench.open(browser, `${server.window}&payload=${payload}`, screenshots);
  window.shots = main.shots;
  try {
    // What loading the extension takes is no part of it.
    await begin('large');
    await window.step('1/2', 'Custom range…');
    await window.leave();
    await window.runCommand('Probe: Begin');
    await begin('large');
    await exportPreset('allTime', 'otlp', file);
    await window.toast(exported);
    await window.clear();
    await window.runCommand('Probe: End');
    await window.toast('Busy for at most');
    const longest = Number(fs.readFileSync(path.join(server.home, 'longest-busy'), 'utf8'));
    const { seconds } = exportWithCli({ folder: large, out: `${lagFile}.zip`, format: 'otlp', range: 'allTime' });
    console.log(`the host is busy for at most ${longest.toFixed(0)} ms; an export by itself: ${(1000 * seconds).toFixed(0)} ms`);
    assert.ok(longest < 500 * seconds, `busy for ${longest} ms at a time in an export of ${seconds} s`);
    // It is one file's events, many times: the strict checker would take minutes for what another export shows.
    assertExported({ file, folder: large, format: 'otlp', range: 'allTime', strictly: false });
  } finally {
    const { shots } = window;
    await window.close();
    window = main;
    window.shots = shots;
    useTelemetry(recent);
  }
});

test('a folder that is missing: the setting', async () => {
  const file = path.join(targetFolder('missing'), 'export.json');
  useTelemetry(undefined);
  await begin('missing');
  const text = await window.toast('No telemetry was found');
  assert.match(text, /No such file or directory\. Use the Coder extension first, or set another folder/);
  await window.pressButton('No telemetry was found', 'Open Settings');
  const setting = window.page.locator('.setting-item-contents', { hasText: 'Folder' }).locator('input');
  await setting.fill(recent);
  await window.shot('setting');
  await window.settled(() => fs.readFileSync(server.settingsFile, 'utf8').includes(recent));
  await window.clear();
  await begin('missing no more');
  await exportPreset('allTime', 'json', file);
  await window.toast(exported);
  assertExported({ file, folder: recent, format: 'json', range: 'allTime' });
});
