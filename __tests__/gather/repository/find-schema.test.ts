import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Files, read, schema, workspace } from './workspace';

const found = async (files: Files, overrides = {}) => {
  const { schemaPath, schemaFiles } = await read(workspace(files), overrides);
  return { schemaPath, files: schemaFiles.map(({ path }) => path) };
};

describe('where the schema is found', () => {
  test.each<[string, Files, string]>([
    ['beside package.json first', { 'schema.prisma': schema(), 'prisma/schema.prisma': schema() }, 'schema.prisma'],
    [
      'then in prisma/',
      { 'prisma/schema.prisma': schema(), 'prisma/schema/a.prisma': schema() },
      'prisma/schema.prisma',
    ],
    ['then the folder prisma/schema', { 'prisma/schema/a.prisma': schema() }, 'prisma/schema'],
    [
      'package.json before the defaults',
      { 'package.json': '{"prisma":{"schema":"db"}}', 'db/a.prisma': schema(), 'schema.prisma': schema() },
      'db',
    ],
    [
      'prisma.config before package.json',
      {
        'package.json': '{"prisma":{"schema":"db"}}',
        'db/a.prisma': schema(),
        'c.prisma': schema(),
        'prisma.config.ts': `export default { schema: 'c.prisma' }`,
      },
      'c.prisma',
    ],
    [
      'not package.json with Prisma 7',
      {
        'package.json': '{"prisma":{"schema":"db"},"devDependencies":{"prisma":"7.1.0"}}',
        'db/a.prisma': schema(),
        'prisma/schema.prisma': schema(),
      },
      'prisma/schema.prisma',
    ],
    [
      'beside a config file that does not name it',
      { '.config/prisma.ts': 'export default {}', '.config/schema.prisma': schema(), 'schema.prisma': schema() },
      '.config/schema.prisma',
    ],
  ])('%s', async (_, files, expected) => {
    expect((await found(files)).schemaPath).toBe(expected);
  });

  test('the input comes before everything', async () => {
    const files = { 'a.prisma': schema(), 'prisma.config.ts': `export default { schema: 'b.prisma' }` };
    expect((await found(files, { schema: 'a.prisma' })).schemaPath).toBe('a.prisma');
  });

  test('the package.json of the nearest folder above counts, paths in it are relative to it', async () => {
    const files = { 'package.json': '{"prisma":{"schema":"db/schema.prisma"}}', 'db/schema.prisma': schema() };
    const root = workspace({ ...files, 'apps/web/.keep': '' });
    expect((await read(root, { workingDirectory: 'apps/web' })).schemaPath).toBe('db/schema.prisma');
  });
});

test('a schema folder is every .prisma file in it, nested and linked ones too, each once', async () => {
  const files = {
    'prisma/schema/b.prisma': schema(),
    'prisma/schema/models/user.prisma': 'model User {\n id Int @id\n}',
    'prisma/schema/readme.md': '',
    'prisma/schema/loop': { link: '.' },
    'shared/common.prisma': 'enum Role {\n A\n}',
    'prisma/schema/shared': { link: '../../shared' },
    'prisma/schema/a.prisma': { link: '../../shared/common.prisma' },
    'prisma/schema/folder.prisma/.keep': '',
  };
  expect((await found(files)).files).toEqual([
    'prisma/schema/a.prisma',
    'prisma/schema/b.prisma',
    'prisma/schema/models/user.prisma',
    'prisma/schema/shared/common.prisma',
  ]);
});

describe('what stops the run', () => {
  test('nothing found: the places, the inputs, and the schemas elsewhere in the repository', async () => {
    const root = workspace({ 'packages/db/prisma/schema.prisma': schema(), 'node_modules/x/schema.prisma': '' });
    await expect(read(root)).rejects.toThrow(
      'No Prisma schema found: looked for schema.prisma, prisma/schema.prisma, prisma/schema. Set `working-directory` to the folder of the Prisma project, or `schema` to the file. This repository has packages/db/prisma/schema.prisma.',
    );
  });

  test('an input that names nothing', async () => {
    await expect(read(workspace(), { schema: 'db/schema.prisma' })).rejects.toThrow(
      'The input `schema` is db/schema.prisma, but there is no file or folder db/schema.prisma.',
    );
  });

  test('a folder without .prisma files', async () => {
    await expect(read(workspace({ 'db/x.sql': '' }), { schema: 'db' })).rejects.toThrow(
      'The input `schema` is db, but the folder db has no .prisma file in it.',
    );
  });

  test('a config file that names nothing', async () => {
    const root = workspace({ 'prisma.config.ts': `export default { schema: './db' }`, 'schema.prisma': schema() });
    await expect(read(root)).rejects.toThrow('prisma.config.ts sets `schema`, but there is no file or folder db.');
  });

  test('a package.json that names nothing, or is not JSON', async () => {
    const named = workspace({ 'package.json': '{"prisma":{"schema":"db"}}', 'schema.prisma': schema() });
    await expect(read(named)).rejects.toThrow('package.json sets `prisma.schema`, but there is no file or folder db.');
    const broken = workspace({ 'package.json': '{', 'schema.prisma': schema() });
    await expect(read(broken)).rejects.toThrow('package.json is not valid JSON.');
  });

  test('a link that leads out of the repository, so that no file of the machine is read', async () => {
    const outside = workspace({ 'secret.prisma': 'model Secret {' });
    const secret = join(outside, 'secret.prisma');
    const leaving = /leads out of the repository/;
    await expect(read(workspace({ 'prisma/schema.prisma': { link: secret } }))).rejects.toThrow(leaving);
    const folder = { 'prisma/schema/a.prisma': schema(), 'prisma/schema/b.prisma': { link: secret } };
    await expect(read(workspace(folder))).rejects.toThrow(leaving);
    const config = { 'prisma.config.ts': `export default { schema: ${JSON.stringify(secret)} }` };
    await expect(read(workspace(config))).rejects.toThrow(leaving);
    const configFile = { 'prisma.config.ts': { link: secret }, 'schema.prisma': schema() };
    await expect(read(workspace(configFile))).rejects.toThrow(leaving);
  });

  test('a link to nothing, which Prisma stops at too', async () => {
    const root = workspace({ 'prisma/schema/a.prisma': schema(), 'prisma/schema/b.prisma': { link: 'gone.prisma' } });
    await expect(read(root)).rejects.toThrow(
      'prisma/schema/b.prisma is a symbolic link to something that does not exist.',
    );
  });
});
