import { describe, expect, test } from 'vitest';
import { bunLock } from '../../../src/gather/repository/lock-files/bun';
import type { LockReader } from '../../../src/gather/repository/lock-files/lock';
import { npmLock } from '../../../src/gather/repository/lock-files/npm';
import { pnpmLock } from '../../../src/gather/repository/lock-files/pnpm';
import { yarnLock } from '../../../src/gather/repository/lock-files/yarn';
import { type Files, read, schema, workspace } from './workspace';

interface Case {
  readonly what: string;
  readonly read: LockReader;
  readonly text: string;
  readonly project?: string;
  readonly range?: string;
  readonly packageName?: string;
  readonly version: string | null;
}

const npm3 = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { devDependencies: { prisma: '^6.0.0' } },
    'node_modules/prisma': { version: '6.19.0' },
    'packages/old/node_modules/prisma': { version: '5.22.0' },
  },
});

const pnpm9 = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@prisma/client':
        specifier: ^6.0.0
        version: 6.19.0(prisma@6.19.0(typescript@5.9.0))(typescript@5.9.0)
  packages/db:
    devDependencies:
      prisma:
        specifier: 'catalog:'
        version: 6.18.0(typescript@5.9.0)
      prisma-extra:
        specifier: ^1.0.0
        version: 1.0.0
  packages/linked:
    dependencies:
      prisma:
        specifier: workspace:*
        version: link:../prisma

packages:

  prisma@6.19.0:
    resolution: {integrity: sha512-x}
  prisma@5.0.0:
    resolution: {integrity: sha512-y}
`;

const pnpm6 = `lockfileVersion: '6.0'

dependencies:
  '@prisma/client':
    specifier: ^5.1.0
    version: 5.1.1(prisma@5.1.1)

devDependencies:
  prisma:
    specifier: ^5.1.0
    version: 5.1.1

packages:

  /prisma@5.1.1:
    dev: true
`;

const pnpm5 = `lockfileVersion: 5.4

importers:

  apps/web:
    specifiers:
      prisma: ^4.1.0
    devDependencies:
      prisma: 4.1.1_typescript@4.7.0

packages:

  /prisma/4.1.1_typescript@4.7.0:
    dev: true
`;

const pnpm11 = `---
lockfileVersion: '9.0'
importers:
  .:
    packageManagerDependencies:
      pnpm:
        specifier: 11.0.0
        version: 11.0.0
---
${pnpm9}`;

const classic = `# yarn lockfile v1


"@prisma/client@^5.0.0":
  version "5.22.0"
  resolved "https://example.com/client.tgz"

prisma@5.0.0, prisma@~5.0.0:
  version "5.0.0"
  dependencies:
    "@prisma/engines" "5.0.0"

prisma@^5.0.0:
  version "5.22.0"
`;

const berry = `__metadata:
  version: 8

"@acme/db@workspace:packages/db":
  version: 0.0.0-use.local
  dependencies:
    prisma: "npm:^6.10.1"

"prisma@npm:^6.10.1, prisma@npm:^6.9.0":
  version: 6.10.1
  resolution: "prisma@npm:6.10.1"
`;

const bun = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "acme",
    },
    "packages/old": {
      "name": "@acme/old",
      "devDependencies": {
        "prisma": "^6.0.0",
      },
    },
  },
  "packages": {
    "prisma": ["prisma@7.4.0", "", { "dependencies": { "@prisma/config": "7.4.0" } }, "sha512-x"],

    "@acme/old/prisma": ["prisma@6.19.0", "", {}, "sha512-y"],
  }
}
`;

const cases: readonly Case[] = [
  { what: 'npm 3', read: npmLock, text: npm3, version: '6.19.0' },
  { what: 'npm 3, a workspace with its own', read: npmLock, text: npm3, project: 'packages/old', version: '5.22.0' },
  { what: 'npm 3, a workspace without', read: npmLock, text: npm3, project: 'packages/db', version: '6.19.0' },
  { what: 'npm 1', read: npmLock, text: '{"dependencies":{"prisma":{"version":"2.30.3"}}}', version: '2.30.3' },
  { what: 'npm without Prisma', read: npmLock, text: '{"packages":{}}', version: null },
  { what: 'pnpm 9', read: pnpmLock, text: pnpm9, project: 'packages/db', version: '6.18.0' },
  {
    what: 'pnpm 9 with CRLF',
    read: pnpmLock,
    text: pnpm9.replaceAll('\n', '\r\n'),
    project: 'packages/db',
    version: '6.18.0',
  },
  { what: 'pnpm 9, the client', read: pnpmLock, text: pnpm9, packageName: '@prisma/client', version: '6.19.0' },
  { what: 'pnpm 9, not another importer', read: pnpmLock, text: pnpm9, project: 'packages/web', version: null },
  { what: 'pnpm 9, a link is no version', read: pnpmLock, text: pnpm9, project: 'packages/linked', version: null },
  { what: 'pnpm 6 without importers', read: pnpmLock, text: pnpm6, version: '5.1.1' },
  { what: 'pnpm 5', read: pnpmLock, text: pnpm5, project: 'apps/web', version: '4.1.1' },
  { what: 'pnpm 11 with two documents', read: pnpmLock, text: pnpm11, project: 'packages/db', version: '6.18.0' },
  { what: 'yarn classic by range', read: yarnLock, text: classic, range: '~5.0.0', version: '5.0.0' },
  {
    what: 'yarn classic, scoped',
    read: yarnLock,
    text: classic,
    packageName: '@prisma/client',
    range: '^5.0.0',
    version: '5.22.0',
  },
  { what: 'yarn classic, a range of another form', read: yarnLock, text: classic, range: '<5.1.0', version: '5.0.0' },
  { what: 'yarn classic, no range', read: yarnLock, text: classic, version: '5.22.0' },
  { what: 'yarn berry', read: yarnLock, text: berry, range: '^6.9.0', version: '6.10.1' },
  {
    what: 'yarn berry with CRLF',
    read: yarnLock,
    text: berry.replaceAll('\n', '\r\n'),
    range: '^6.9.0',
    version: '6.10.1',
  },
  { what: 'yarn without Prisma', read: yarnLock, text: '# yarn lockfile v1\n', version: null },
  { what: 'bun', read: bunLock, text: bun, version: '7.4.0' },
  { what: 'bun, a workspace with its own', read: bunLock, text: bun, project: 'packages/old', version: '6.19.0' },
  { what: 'bun, a workspace without', read: bunLock, text: bun, project: 'packages/new', version: '7.4.0' },
];

test.each(cases)('$what', ({ read, text, project = '', range, packageName = 'prisma', version }) => {
  expect(read(text).versionOf(packageName, project, range)).toBe(version);
});

describe('where the version comes from', () => {
  const files: Files = { 'packages/db/prisma/schema.prisma': schema() };
  const manifest = (range: string, manager?: string) =>
    JSON.stringify({ devDependencies: { prisma: range }, ...(manager ? { packageManager: manager } : {}) });
  const version = async (more: Files, overrides = {}) => {
    const { prismaVersion, prismaVersionSource, isExactVersion } = await read(workspace({ ...files, ...more }), {
      schema: 'packages/db/prisma/schema.prisma',
      ...overrides,
    });
    return [prismaVersion, isExactVersion, prismaVersionSource];
  };

  test('the input first', async () => {
    expect(await version({ 'package-lock.json': npm3 }, { prismaVersion: '6.2.1' })).toEqual([
      '6.2.1',
      true,
      'input prisma-version',
    ]);
    expect(await version({}, { prismaVersion: '6' })).toEqual(['6.0.0', false, 'input prisma-version']);
    await expect(version({}, { prismaVersion: 'newest' })).rejects.toThrow(
      'The input `prisma-version` is newest, which is not a version such as 6.19.0.',
    );
  });

  test('the lock file of the repository, for the package that the schema is in', async () => {
    const more = { 'pnpm-lock.yaml': pnpm9, 'packages/db/package.json': manifest('catalog:') };
    expect(await version(more)).toEqual(['6.18.0', true, 'pnpm-lock.yaml']);
  });

  test('of two lock files the one of the package manager in use', async () => {
    const more = { 'pnpm-lock.yaml': pnpm9, 'package-lock.json': npm3, 'packages/db/package.json': manifest('*') };
    expect((await version({ ...more, 'package.json': manifest('*', 'pnpm@10.1.0') }))[2]).toBe('pnpm-lock.yaml');
    expect((await version({ ...more, 'package.json': manifest('*', 'npm@11.0.0') }))[2]).toBe('package-lock.json');
  });

  test('the client when the CLI is not installed', async () => {
    const more = { 'pnpm-lock.yaml': pnpm9, 'package.json': '{"dependencies":{"@prisma/client":"^6.0.0"}}' };
    expect(await version(more)).toEqual(['6.19.0', true, 'pnpm-lock.yaml']);
  });

  test('without a lock file the lowest version of the range, marked as such', async () => {
    const source = 'packages/db/package.json (prisma ^6.4.0, lowest version)';
    expect(await version({ 'packages/db/package.json': manifest('^6.4.0') })).toEqual(['6.4.0', false, source]);
  });

  test('nothing when nothing tells', async () => {
    for (const range of ['latest', 'workspace:*', 'catalog:', '*'])
      expect(await version({ 'packages/db/package.json': manifest(range) })).toEqual([null, false, null]);
    expect(await version({})).toEqual([null, false, null]);
  });

  test('a lock file that cannot be read is a warning, and package.json tells', async () => {
    const root = workspace({ ...files, 'package-lock.json': '<<<<<<<', 'package.json': manifest('^6.4.0') });
    const { prismaVersion, warnings } = await read(root, { schema: 'packages/db/prisma/schema.prisma' });
    expect(prismaVersion).toBe('6.4.0');
    expect(warnings).toEqual(['package-lock.json cannot be parsed, so it does not tell the Prisma version.']);
  });
});
