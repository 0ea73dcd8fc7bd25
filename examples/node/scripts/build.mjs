// Builds the addon into build/addon: `npm run build [-- CMAKE-ARGUMENTS]`, in a CMake folder of its own or in
// TELEX_BUILD_DIR. Needs CMake, a C++17 compiler and telex's sources, in whose folder examples/node this is.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prebuildFolder } from './prebuild.mjs';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) {
    console.error(`telex: cannot run ${command}: ${error.message}. The build needs CMake 3.21 or newer, a C++17 ` +
        'compiler, Abseil, RapidJSON, zlib; cmake/install-dependencies.sh installs them on Debian and Ubuntu.');
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

function includeFolders() {
  try {
    return [require('node-addon-api').include_dir, require('node-api-headers').include_dir];
  } catch {
    console.error('telex: node-addon-api and node-api-headers are missing: run npm install first.');
    process.exit(1);
  }
}

// A build folder of telex that is there already saves compiling the library a second time.
const shared = process.env.TELEX_BUILD_DIR;
const build = shared ? resolve(shared) : join(root, 'build', 'cmake');
const ownOptions = shared ? [] : ['-DCMAKE_BUILD_TYPE=Release', '-DTELEX_BUILD_TESTS=OFF', '-DTELEX_BUILD_SHARED=OFF'];
// What CMake takes by itself, make, need not be there.
if (!shared && !process.env.CMAKE_GENERATOR && spawnSync('ninja', ['--version']).status === 0) ownOptions.push('-GNinja');

// What an earlier pack has left behind would be loaded instead of what is built now.
rmSync(prebuildFolder, { recursive: true, force: true });
run('cmake', ['-S', join(root, '../..'), '-B', build, ...ownOptions,
  `-DTELEX_NODE_INCLUDE_DIRS=${includeFolders().join(';')}`, ...process.argv.slice(2)]);
run('cmake', ['--build', build, '--config', 'Release', '--target', 'telex_node',
  '--parallel', String(os.availableParallelism?.() ?? os.cpus().length)]);
