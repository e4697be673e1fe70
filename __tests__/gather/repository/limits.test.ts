import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UsageError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import { readRepository } from '../../../src/gather/repository/read-repository';
import { buildSettings } from '../../support/settings';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'migration-gate-test-'));
  mkdirSync(join(root, 'prisma/migrations'), { recursive: true });
  writeFileSync(join(root, 'prisma/schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n');
  writeFileSync(join(root, 'package.json'), '{ "dependencies": { "prisma": "6.19.0" } }');
});
afterEach(() => rmSync(root, { recursive: true }));

const read = () => readRepository(buildSettings({ repositoryRoot: root, workingDirectory: root }), silentLog);
const megabyte = 1024 * 1024;

it.each([
  ['prisma/schema.prisma', 100, 50],
  ['package.json', 100, 50],
  ['package-lock.json', 500, 50],
  ['pnpm-lock.yaml', 500, 50],
  ['prisma.config.ts', 2, 1],
])('refuses a %s of %i MB unread, with its name and the limit', async (path, size, limit) => {
  writeFileSync(join(root, path), '', { flag: 'a' });
  truncateSync(join(root, path), size * megabyte);
  const error = await read().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as Error).message).toMatch(new RegExp(`^${path} is larger than the ${limit} MB that the gate reads`));
});

it('refuses more folders of migrations than anybody has', async () => {
  for (let i = 0; i <= 20_000; i++) mkdirSync(join(root, `prisma/migrations/${i}`));
  await expect(read()).rejects.toThrow(/^prisma\/migrations has 20,001 folders, and 20,000 migrations are the most/);
});
