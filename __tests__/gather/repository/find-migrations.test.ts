import { describe, expect, test } from 'vitest';
import { type Files, read, schema, workspace } from './workspace';

const manifest = (version: string) => JSON.stringify({ devDependencies: { prisma: version } });
const folder: Files = {
  'prisma/schema/models/a.prisma': 'model A {\n id Int @id\n}',
  'prisma/schema/base/db.prisma': schema(),
};
const init = '20250101000000_init/migration.sql';

describe('where a schema folder has its migrations, by version', () => {
  const everywhere: Files = {
    ...folder,
    [`prisma/migrations/${init}`]: '',
    [`prisma/schema/migrations/${init}`]: '',
    [`prisma/schema/base/migrations/${init}`]: '',
  };
  test.each([
    ['5.22.0', 'prisma/migrations'],
    ['6.5.0', 'prisma/migrations'],
    ['6.6.0', 'prisma/schema/base/migrations'],
    ['6.19.0', 'prisma/schema/base/migrations'],
    ['7.0.0', 'prisma/schema/migrations'],
  ])('%s', async (version, expected) => {
    const root = workspace({ ...everywhere, 'package.json': manifest(version) });
    const { migrationsPath, migrationsPlaces } = await read(root);
    expect(migrationsPath).toBe(expected);
    expect(new Set(migrationsPlaces)).toEqual(
      new Set(['prisma/migrations', 'prisma/schema/migrations', 'prisma/schema/base/migrations']),
    );
  });
});

test('when the place of the version does not exist, the one that does is taken', async () => {
  const root = workspace({ ...folder, [`prisma/migrations/${init}`]: '', 'package.json': manifest('7.2.0') });
  expect(await read(root)).toMatchObject({
    migrationsPath: 'prisma/migrations',
    migrationsExist: true,
    migrationsPlaces: ['prisma/schema/migrations', 'prisma/schema/base/migrations', 'prisma/migrations'],
  });
});

test('a single file has them beside it, whatever the version', async () => {
  const root = workspace({ 'prisma/schema.prisma': schema() });
  expect(await read(root)).toMatchObject({
    migrationsPath: 'prisma/migrations',
    migrationsPlaces: ['prisma/migrations'],
    migrationsExist: false,
    migrations: [],
    lockFile: { exists: false },
  });
});

test('the input comes before migrations.path, and that before the default', async () => {
  const files: Files = {
    'prisma/schema.prisma': schema(),
    'prisma.config.ts': `export default { migrations: { path: 'b' } }`,
    'prisma/migrations/1_default/migration.sql': '',
    'a/1_input/migration.sql': '',
    'b/1_config/migration.sql': '',
  };
  const names = async (overrides = {}) => (await read(workspace(files), overrides)).migrations.map(({ name }) => name);
  expect(await names({ migrations: 'a' })).toEqual(['1_input']);
  expect(await names()).toEqual(['1_config']);
});

test('an input that names no folder stops the run; a config file that does is for the rules to report', async () => {
  const files = {
    'prisma/schema.prisma': schema(),
    'prisma.config.ts': `export default { migrations: { path: 'gone' } }`,
  };
  await expect(read(workspace(files), { migrations: 'sql' })).rejects.toThrow(
    'The input `migrations` is sql, but there is no folder sql.',
  );
  expect(await read(workspace(files))).toMatchObject({ migrationsPath: 'gone', migrationsExist: false });
});

test('a folder that leads out of the repository stops the run', async () => {
  const outside = workspace({ '1_a/migration.sql': '' });
  const root = workspace({ 'prisma/schema.prisma': schema(), 'prisma/migrations': { link: outside } });
  await expect(read(root)).rejects.toThrow(/^The migrations folder prisma\/migrations leads out of the repository/);
});
