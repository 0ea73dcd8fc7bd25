// The package as npm pack makes it, installed into an empty project outside the tree: PROJECT, the one argument that the
// environment gives. No compiler is on the PATH of what runs here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const tree = path.join(here, '../../..');
const project = process.env.PROJECT;
const sample = path.join(tree, 'examples/sample-telemetry');
const types = path.join(tree, 'examples/node/node_modules');

/** Runs a script in the project; its standard output. */
function run(name, text, ...args) {
  fs.writeFileSync(path.join(project, name), text);
  return execFileSync(process.execPath, [name, ...args], { cwd: project, encoding: 'utf8', env: { HOME: project, PATH: '' } });
}

function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telex-installed-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The code blocks of a README in one language. */
function snippets(file, language) {
  const text = fs.readFileSync(path.join(tree, file), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter((match) => match[1] === language).map((match) => match[2]);
}

/** The snippets that are about this package, with a folder that exists and one that may be written to. */
function packageSnippets(folder) {
  const all = [...snippets('examples/node/README.md', 'js'), ...snippets('README.md', 'js')];
  return all.filter((text) => text.includes("from 'telex'")).map((text) => text
      .replaceAll('/path/to/telemetry', sample).replaceAll(/out: '/g, `out: '${folder}/`).replaceAll(/'last\w+'/g, "'allTime'"));
}

/** Compiles modules, {name: text}, as strictly as a project may. */
function compile(modules, ...flags) {
  for (const [name, text] of Object.entries(modules)) fs.writeFileSync(path.join(project, name), text);
  try {
    execFileSync(process.execPath, [path.join(types, 'typescript/bin/tsc'), '--noEmit', '--strict', '--exactOptionalPropertyTypes',
      '--target', 'es2022', ...flags, ...Object.keys(modules)],
                 { cwd: project, encoding: 'utf8' });
  } catch (error) {
    assert.fail(error.stdout);
  }
}

const consumer = fs.readFileSync(path.join(here, 'consumer.ts'), 'utf8');
const noTypes = ['--typeRoots', 'none'];

test('the package holds what is needed, and nothing of its making', () => {
  const folder = path.join(project, 'node_modules/telex');
  const platform = `${process.platform}-${process.arch}`;
  assert.deepEqual(fs.readdirSync(folder).sort(),
                   ['LICENSE', 'README.md', 'THIRD_PARTY_NOTICES', 'lib', 'package.json', 'prebuilds']);
  assert.ok(fs.existsSync(path.join(folder, 'prebuilds', platform, 'telex.node')));
  const { dependencies, scripts } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  assert.equal(dependencies, undefined);
  for (const name of ['install', 'preinstall', 'postinstall']) assert.equal(scripts?.[name], undefined);
});

test('the addon takes no library of its own from the system', () => {
  if (process.platform !== 'linux') return;
  const maps = run('maps.cjs', `require('telex');
    process.stdout.write(require('node:fs').readFileSync('/proc/self/maps', 'utf8'));`);
  const libraries = new Set(maps.split('\n').map((line) => line.slice(line.indexOf('/'))).filter((name) => /\.so|\.node/.test(name)));
  const foreign = [...libraries].filter((name) => /absl|isal/.test(name) && !name.startsWith(fs.realpathSync(project)));
  assert.deepEqual(foreign, []);
  assert.ok([...libraries].some((name) => name.endsWith('/prebuilds/linux-' + process.arch + '/telex.node')));
});

test('CommonJS', (t) => {
  const out = path.join(scratch(t), 'out.json');
  assert.equal(run('use.cjs', `const { exportTelemetry } = require('telex');
    exportTelemetry({ source: process.argv[2], out: process.argv[3] }).then((report) => console.log(report.events));`,
                   sample, out), '255\n');
  assert.equal(JSON.parse(fs.readFileSync(out, 'utf8')).length, 255);
});

test('ES module, in the main thread and in workers', () => {
  assert.equal(run('use.mjs', `import { readEvents } from 'telex';
    import { isMainThread, parentPort, Worker } from 'node:worker_threads';
    import { once } from 'node:events';
    let events = 0;
    for await (const event of readEvents({ source: process.argv[2] })) events += event.event_id ? 1 : 0;
    if (isMainThread) {
      const workers = [1, 2, 3].map(() => new Worker(new URL(import.meta.url), { argv: [process.argv[2]] }));
      const counts = await Promise.all(workers.map((worker) => once(worker, 'message')));
      console.log(events, ...counts.flat());
    } else {
      parentPort.postMessage(events);
    }`, sample), '255 255 255 255\n');
});

test('consumers in ES modules and CommonJS, and the snippets of the READMEs, compile strictly, and run', (t) => {
  const folder = scratch(t);
  const texts = packageSnippets(folder);
  assert.ok(texts.length >= 3, `${texts.length} snippets`);
  const modules = Object.fromEntries(texts.map((text, index) => [`snippet${index}.mts`, text]));
  compile({ ...modules, 'consumer.mts': consumer, 'consumer.cts': consumer }, '--module', 'node16', '--skipLibCheck',
          '--typeRoots', path.join(types, '@types'), '--types', 'node');
  texts.forEach((text, index) => assert.notEqual(run(`snippet${index}.mjs`, text), ''));
  assert.equal(fs.readdirSync(folder).length, texts.filter((text) => text.includes('out:')).length);
});

test('the types are strict in what a bundler takes, with a browser\'s types', () => {
  compile({ 'bundled.ts': consumer }, '--module', 'es2022', '--moduleResolution', 'bundler', '--lib', 'es2022,dom',
          '--skipLibCheck', ...noTypes);
});

test('the types are found by the resolution of before package.json had exports', () => {
  compile({ 'classic.ts': consumer }, '--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '5.0',
          '--lib', 'es2022,dom', '--skipLibCheck', ...noTypes);
});

test('the declarations themselves are strict, and need no others', () => {
  const text = `import * as telex from 'telex';
    export const report: Promise<telex.ExportReport> = telex.exportTelemetry({ source: '', out: '' });`;
  compile({ 'alone.mts': text }, '--module', 'node16', '--lib', 'es2022', ...noTypes);
});

test('without an addon for the platform, or with one that cannot be loaded, it says what to do', (t) => {
  const copy = path.join(scratch(t), 'node_modules', 'telex');
  fs.cpSync(path.join(project, 'node_modules/telex'), copy, { recursive: true });
  const load = () => execFileSync(process.execPath, ['-e', "try { require('telex') } catch (error) { console.log(error.message) }"],
                                  { cwd: path.join(copy, '../..'), encoding: 'utf8' });
  const platform = `${process.platform}-${process.arch}`;
  const addon = path.join(copy, 'prebuilds', platform, 'telex.node');
  fs.writeFileSync(addon, 'no addon');
  assert.match(load(), new RegExp(`^telex: the addon for ${platform} cannot be loaded: .*npm run build`));
  fs.rmSync(path.join(copy, 'prebuilds'), { recursive: true });
  assert.match(load(), new RegExp(`^telex: there is no addon for ${platform}: .*npm run build`));
});
