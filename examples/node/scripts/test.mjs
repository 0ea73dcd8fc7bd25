// Runs every test: `npm test [-- FILE...]`. Files run one after another where there are few processors, so that those
// that watch the event loop have it to themselves.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'test');
const named = process.argv.slice(2);
const files = named.length > 0 ? named
    : readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort().map((name) => join(folder, name));
const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', ...files], { stdio: 'inherit' });
process.exit(status ?? 1);
