'use strict';
// Loads the addon: the one that the package carries for this platform, else the one that was built in this folder.

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const platform = `${process.platform}-${process.arch}`;
const root = join(__dirname, '..');
const places = [join(root, 'prebuilds', platform, 'telex.node'), join(root, 'build', 'addon', 'telex.node')];

const howToBuild = 'Build it in examples/node of telex\'s sources: npm install && npm run build; ' +
    'npm pack then makes a package that carries it.';

function load() {
  const file = places.find(existsSync);
  if (file === undefined) {
    throw new Error(`telex: there is no addon for ${platform}: neither ${places.join(' nor ')}. ${howToBuild}`);
  }
  try {
    return require(file);
  } catch (error) {
    throw new Error(`telex: the addon for ${platform} cannot be loaded: ${error.message}. ${howToBuild}`,
                    { cause: error });
  }
}

const native = load();
// An export that is under way leaves nothing behind, also where the process exits.
process.on('exit', () => native.stopAll());

module.exports = native;
