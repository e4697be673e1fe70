import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/base/errors';
import { readPrismaConfig } from '../../../src/gather/repository/prisma-config';
import { type Files, read, schema, settingsFor, workspace } from './workspace';

/** The places that a config names, relative to the root. */
async function places(files: Files) {
  const root = workspace(files);
  const found = await readPrismaConfig(settingsFor(root));
  const place = (path: string | null | undefined) => (path == null ? null : relative(root, path));
  return { path: found?.config.path, schema: place(found?.schema), migrations: place(found?.migrationsPath) };
}

describe('values that can be read without running the file', () => {
  const imports = `import path, { join, resolve, dirname } from 'node:path'; import { fileURLToPath } from "url";\n`;
  const wanted = { schema: 'db/schema.prisma', migrations: 'db/migrations' };
  test.each<[string, string]>([
    [
      'defineConfig',
      `export default defineConfig({ schema: 'db/schema.prisma', migrations: { path: './db/migrations' } });`,
    ],
    ['a plain object', `export default { schema: 'db/schema.prisma', migrations: { path: "db/migrations" } };`],
    [
      'satisfies',
      `export default { schema: \`db/schema.prisma\`, migrations: { path: 'db/migrations' } } satisfies PrismaConfig;`,
    ],
    [
      'as and !',
      `export default ({ schema: 'db/schema.prisma'!, migrations: { path: 'db/migrations' } } as PrismaConfig);`,
    ],
    [
      'module.exports',
      `module.exports = require('prisma/config').defineConfig({ schema: 'db/schema.prisma', migrations: { path: 'db/migrations' } });`,
    ],
    ['export =', `export = { schema: 'db/schema.prisma', migrations: { path: 'db/migrations' } };`],
    [
      'export { x as default }',
      `const x = { schema: 'db/schema.prisma', migrations: { path: 'db/migrations' } }; export { x as default };`,
    ],
    [
      'path.join',
      `export default { schema: path.join('db', 'schema.prisma'), migrations: { path: path.posix.join('db', 'migrations') } };`,
    ],
    [
      'constants',
      `const dir = 'db'; export const paths = { migrations: { path: dir + '/migrations' } } as const;
      const config = { schema: \`\${dir}/schema.prisma\`, migrations: paths.migrations }; export default config;`,
    ],
    [
      'spread',
      `const base = { schema: 'x', migrations: { path: 'db/migrations' } }; export default { ...base, 'schema': 'db/schema.prisma' };`,
    ],
    [
      '__dirname',
      `export default { schema: join(__dirname, 'db/schema.prisma'), migrations: { path: resolve(__dirname, 'db', 'migrations') } };`,
    ],
    [
      'import.meta',
      `const here = dirname(fileURLToPath(import.meta.url));
      export default { schema: join(here, 'db/schema.prisma'), migrations: { path: join(import.meta.dirname, 'db/migrations') } };`,
    ],
    [
      'the working directory',
      `export default { schema: resolve('db/schema.prisma'), migrations: { path: join(process.cwd(), 'db', 'migrations') } };`,
    ],
    [
      'functions that were required',
      `const nodePath = require('path'); const { join: j } = require('node:path'); dotenv.config({ path: j(__dirname, '.env') });
      module.exports = { schema: nodePath.join('db', 'schema.prisma'), migrations: { path: j(__dirname, 'db', 'migrations') } };`,
    ],
    [
      'a spread that cannot hold it',
      `export default { schema: 'db/schema.prisma', migrations: { path: 'db/migrations' },
      ...(process.env.CI && { datasource: {} }), ...(process.env.X ? { seed: 1 } : {}) };`,
    ],
    [
      'the form of 6.4',
      `export default { earlyAccess: true, schema: { kind: 'single', filePath: 'db/schema.prisma' }, migrations: { path: 'db/migrations' } };`,
    ],
  ])('%s', async (_, text) => {
    expect(await places({ 'prisma.config.ts': imports + text })).toEqual({ path: 'prisma.config.ts', ...wanted });
  });
});

describe('which file counts', () => {
  const named = (name: string) => `export default { schema: '${name}' }`;
  test.each<[string, string[], string]>([
    [
      'prisma7.config before all',
      ['prisma.config.js', 'prisma7.config.cts', '.config/prisma7.ts'],
      'prisma7.config.cts',
    ],
    ['.config/prisma7 before prisma.config', ['prisma.config.ts', '.config/prisma7.mjs'], '.config/prisma7.mjs'],
    ['prisma.config before .config', ['.config/prisma.ts', 'prisma.config.ts'], 'prisma.config.ts'],
    ['js before ts', ['prisma.config.ts', 'prisma.config.js'], 'prisma.config.js'],
    ['a folder with an index', ['prisma.config/index.ts', '.config/prisma.ts'], 'prisma.config/index.ts'],
    [
      '.config/prisma before .config/prisma.config',
      ['.config/prisma.config.ts', '.config/prisma.ts'],
      '.config/prisma.ts',
    ],
  ])('%s', async (_, files, winner) => {
    expect((await places(Object.fromEntries(files.map((file) => [file, named(file)])))).path).toBe(winner);
  });

  test('paths are relative to the file, not to the working directory', async () => {
    const text = `export default { schema: '../db/schema.prisma', migrations: { path: 'migrations' } }`;
    expect(await places({ '.config/prisma.ts': text })).toMatchObject({
      schema: 'db/schema.prisma',
      migrations: '.config/migrations',
    });
  });

  test('JSON is no config file', async () => {
    expect((await places({ 'prisma.config.json': '{"schema":"x"}' })).path).toBeUndefined();
  });
});

test('external tables and enums are read', async () => {
  const root = workspace({
    'prisma.config.ts': `export default defineConfig({ experimental: { externalTables: true },
      tables: { external: ['public.users', 'auth.sessions'] }, enums: { external: ["public.role"] } })`,
  });
  expect((await readPrismaConfig(settingsFor(root)))?.config).toMatchObject({
    externalTables: ['public.users', 'auth.sessions'],
    externalEnums: ['public.role'],
    notLiteral: [],
  });
});

test('what is not a literal is listed with its line and the input that stands in for it', async () => {
  const root = workspace({
    'prisma.config.ts': `export default defineConfig({
  schema: process.env.SCHEMA ?? 'prisma/schema.prisma',
  migrations: { path: env('DIR'), seed: run() },
  tables: { external: ['public.a', ...more] },
  datasource: { url: env('DATABASE_URL') },
})`,
  });
  expect((await readPrismaConfig(settingsFor(root)))?.config.notLiteral).toEqual([
    { key: 'schema', input: 'schema', line: 2 },
    { key: 'migrations.path', input: 'migrations', line: 3 },
    { key: 'tables.external', input: 'exclude (config file)', line: 4 },
  ]);
});

test.each([
  ['the value', `export default { schema: pick() }`],
  ['a spread that may hold it', `export default { schema: 'a', ...shared }`],
  ['the whole config', `export default await load()`],
  ['a variable that may change', `let dir = 'a'; export default { schema: dir }`],
  ['a constant that refers to itself', `const a = b; const b = a; export default { schema: a }`],
  ['a constant object that is changed', `const a = { schema: 'a' }; a.schema = pick(); export default a`],
  [
    'a spread that may hold it under a condition',
    `export default { schema: 'a', ...(process.env.B && { schema: 'b' }) }`,
  ],
  ['the join of a list', `const a = ['a', 'b']; export default { schema: a.join('/') }`],
  ['a function of their own', `const join = (a) => a + '/x'; export default { schema: join('a') }`],
  ['a file of another kind, re-exported', `export { default } from '../../repository/shared'`],
  ['an object that refers to itself', `const a = { ...b }; const b = { ...a }; export default a`],
  ['a property that refers to itself', `const a = { schema: a.schema }; export default a`],
  ['a getter', `export default { get schema() { return 'a' } }`],
])('a schema that is code stops the run with the line and the input: %s', async (_, text) => {
  const root = workspace({ 'prisma.config.ts': text, 'prisma/schema.prisma': schema() });
  await expect(read(root)).rejects.toThrow(
    new UsageError(
      'prisma.config.ts:1 computes `schema`, and the gate reads this file without running it: set the input `schema` to the path.',
    ),
  );
});

test('with the inputs given, code in their place does not matter', async () => {
  const root = workspace({
    'prisma.config.ts': `export default { schema: pick(), migrations: { path: pick() } }`,
    'db/schema.prisma': schema(),
    'sql/1_init/migration.sql': 'SELECT 1;',
  });
  const { schemaPath, migrations } = await read(root, { schema: 'db/schema.prisma', migrations: 'sql' });
  expect(schemaPath).toBe('db/schema.prisma');
  expect(migrations.map(({ name }) => name)).toEqual(['1_init']);
});

test('external tables that are code are a warning, because there is no other way to know them', async () => {
  const root = workspace({
    'prisma.config.ts': `export default {\n  tables: { external: list() } }`,
    'prisma/schema.prisma': schema(),
  });
  expect((await read(root)).warnings).toEqual([
    'prisma.config.ts:2 computes `tables.external`, so the gate does not know these objects: name them in exclude (config file).',
  ]);
});

test('a file that does not parse stops the run with file and line', async () => {
  const root = workspace({ 'prisma.config.ts': 'export default {\n  schema: \n' });
  await expect(read(root)).rejects.toThrow(/^prisma\.config\.ts:3 cannot be parsed: Unexpected token/);
});

test('the file is not executed', async () => {
  const marker = join(workspace(), 'executed');
  const text = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, ''); module.exports = { schema: 'prisma/schema.prisma' }`;
  const root = workspace({ 'prisma.config.js': text, 'prisma/schema.prisma': schema() });
  expect((await read(root)).schemaPath).toBe('prisma/schema.prisma');
  expect(existsSync(marker)).toBe(false);
});
