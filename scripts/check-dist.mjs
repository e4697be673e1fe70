// Builds the sources and compares the result with the committed dist/, byte by byte.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildForTests } from './build-for-tests.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** initdb writes the time and a random system identifier into it, so that two builds are equal in what they are made of only. */
const image = 'assets/embedded.image.gz';

buildForTests();
const committed = digests(join(root, 'dist'));
const built = digests(join(root, '.cache', 'dist'));
const differing = [...new Set([...committed.keys(), ...built.keys()])].filter(
  (path) => committed.get(path) !== built.get(path),
);
if (differing.length > 0) {
  console.error(`dist/ is not the build of src/ (npm run build). Different: ${differing.sort().join(', ')}`);
  process.exitCode = 1;
}

function digests(folder) {
  const found = new Map();
  if (!existsSync(folder)) return found;
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!statSync(join(folder, path)).isFile()) continue;
    const bytes = readFileSync(join(folder, path));
    const content = path === image ? madeOf(bytes) : bytes;
    found.set(path, createHash('sha256').update(content).digest('hex'));
  }
  return found;
}

/** The header of an image (`embedded-assets.mjs`) without its files. */
function madeOf(packed) {
  const bytes = gunzipSync(packed);
  const { files, directories, ...rest } = JSON.parse(bytes.toString('utf8', 4, 4 + bytes.readUInt32BE(0)));
  return JSON.stringify(rest);
}
