// `add` puts this platform's build where a package carries it, prebuilds/{platform}-{arch}; `remove` takes it away
// again, so that the folder itself always runs what was built last. Those of other platforms stay as they are.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const prebuildFolder = join(root, 'prebuilds', `${process.platform}-${process.arch}`);

function add() {
  const addon = join(root, 'build', 'addon');
  if (!existsSync(join(addon, 'telex.node'))) {
    console.error(`telex: ${addon} holds no telex.node: run npm run build first.`);
    process.exit(1);
  }
  rmSync(prebuildFolder, { recursive: true, force: true });
  mkdirSync(prebuildFolder, { recursive: true });
  for (const name of readdirSync(addon)) cpSync(join(addon, name), join(prebuildFolder, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'add') {
    add();
  } else {
    rmSync(prebuildFolder, { recursive: true, force: true });
  }
}
