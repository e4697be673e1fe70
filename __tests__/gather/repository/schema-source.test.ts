import { expect, test } from 'vitest';
import { datasourceOf, declaresObjects } from '../../../src/gather/repository/schema-source';

const of = (...texts: string[]) => datasourceOf(texts.map((text, index) => ({ path: `${index}.prisma`, text })));

test('reads provider, schemas and preview features from several files', () => {
  const found = of(
    'generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["multiSchema", "postgresqlExtensions"]\n}',
    [
      '// the database',
      'datasource db {',
      '  provider     = "postgresql" // not mysql',
      '  url          = env("DATABASE_URL")',
      '  relationMode = "prisma"',
      '  schemas      = [',
      '    "public", /* and */ "auth",',
      '  ]',
      '  extensions   = [citext, uuidOssp(map: "uuid-ossp", schema: "ext", version: "1.1")]',
      '}',
    ].join('\n'),
    'generator zod {\n  provider = "zod"\n  previewFeatures = ["multiSchema"]\n}',
  );
  expect(found).toEqual({
    place: { path: '1.prisma', line: 2 },
    provider: 'postgresql',
    schemas: ['public', 'auth'],
    previewFeatures: ['multiSchema', 'postgresqlExtensions'],
  });
});

test.each([
  ['a commented-out block', '// datasource db { provider = "mysql" }\n/* datasource x {\n provider = "sqlite"\n} */'],
  ['a block in a string', 'model A {\n  text String @default("datasource db { provider = \\"mysql\\" }")\n}'],
  ['no block at all', 'model A {\n  id Int @id\n}'],
  ['a provider from the environment', 'datasource db {\n  provider = env("PROVIDER")\n}'],
])('%s gives no provider', (_, text) => {
  expect(of(text).provider).toBeNull();
});

test('a schema that Prisma refuses still tells its provider', () => {
  const broken =
    'model A {\n<<<<<<< HEAD\n  id Int @id @default(\n\ndatasource db {\n  what is this\n  provider = "postgresql"\n  schemas = ["a", ';
  expect(of(broken)).toMatchObject({ provider: 'postgresql', schemas: ['a'], place: { line: 5 } });
});

test('a URL with slashes in a string is not a comment', () => {
  const text = 'datasource db {\n  url = "postgresql://user:a/*b@host/db"\n  provider = "postgresql"\n}';
  expect(of(text).provider).toBe('postgresql');
});

test('line numbers count through comments, strings and CRLF', () => {
  expect(of('/* one\r\ntwo */\r\n// three\r\ndatasource db {\r\n provider = "postgresql"\r\n}').place?.line).toBe(4);
});

test('knows whether there is anything to migrate', () => {
  const file = (text: string) => [{ path: 'schema.prisma', text }];
  expect(declaresObjects(file('datasource db {\n}\n// model A {'))).toBe(false);
  expect(declaresObjects(file('datasource db {\n}\n  model  A  {\n}'))).toBe(true);
});
