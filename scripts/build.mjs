// Builds dist/ from src/: TypeScript to JavaScript, one bundle by ncc, the two entries, and the files a bundler does not carry.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyEmbeddedAssets } from './embedded-assets.mjs';
import { copyPrismaAssets } from './prisma-assets.mjs';
import { copySqlAssets } from './sql-assets.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, process.argv[2] ?? 'dist');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });

rmSync(join(root, 'lib'), { recursive: true, force: true });
rmSync(out, { recursive: true, force: true });
run(bin('tsc'), '-p', 'tsconfig.build.json');
run(bin('ncc'), 'build', join(root, 'lib', 'main.js'), '--out', out, '--license', 'licenses.txt', '--no-cache');

// One bundle serves both entries, so that every byte is there once.
renameSync(join(out, 'index.js'), join(out, 'main.js'));
writeFileSync(join(out, 'index.js'), "require('./main.js').runAction();\n");
writeFileSync(join(out, 'cli.js'), "#!/usr/bin/env node\nrequire('./main.js').runCommandLine();\n");
chmodSync(join(out, 'cli.js'), 0o755);
writeFileSync(join(out, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);

const assets = join(out, 'assets');
mkdirSync(assets, { recursive: true });
await copyEmbeddedAssets(assets);
await copyPrismaAssets(out);
await copySqlAssets(out);
