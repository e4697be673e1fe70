// Before the tests: the embedded image, and a bundle of today's sources for the tests that spawn it (`.cache/dist`), so that
// they do not depend on when dist/ was last committed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureEmbeddedAssets } from './embedded-assets.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = '.cache/dist';

/** Builds `.cache/dist` unless it is the build of exactly these sources. */
export function buildForTests() {
  const stamp = join(root, '.cache', 'dist.stamp');
  const key = sourcesKey();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key && existsSync(join(root, out, 'index.js'))) return;
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), out], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(stamp, key);
}

function sourcesKey() {
  const hash = createHash('sha256');
  const folders = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const path of [...folders.sort(), join(root, 'package-lock.json'), join(root, 'tsconfig.json')])
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

export default async function setup() {
  await ensureEmbeddedAssets();
  // Another bundle to test, such as the one that was released.
  if (process.env.GATE_DIST === undefined) buildForTests();
}
