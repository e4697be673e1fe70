import { describe, expect, test } from 'vitest';
import { SchemaSide } from '../../src/collect/schema-side';
import { plainSession, useScratch } from '../support/scratch';

const files = (fields: string) => [
  {
    path: 'schema.prisma',
    text: `datasource db {\n  provider = "postgresql"\n}\nmodel A {\n  id Int @id\n${fields}\n}\n`,
  },
];

describe('schemas that the config file leaves out', () => {
  const scratch = useScratch('embedded');
  test('are left out of what is asked for, and only they', async () => {
    const text = `datasource db {
  provider = "postgresql"
  schemas  = ["public", "legacy"]
}
model A {
  id Int @id
  @@schema("public")
}
model B {
  id Int @id
  @@schema("legacy")
}
`;
    await scratch.session(async ({ connection }) => {
      const schema = new SchemaSide([{ path: 'schema.prisma', text }], undefined, ['legacy']);
      await schema.read(connection, 'public');
      expect(schema.catalog?.schemas).toEqual(['public']);
      expect(schema.catalog?.objects.map(({ id }) => id).sort()).toEqual([
        'public',
        'public.A',
        'public.A.A_pkey',
        'public.A.id',
        'public.A_pkey',
      ]);
    }, plainSession);
  });
});

describe('a schema that is read beside the replay', () => {
  const scratch = useScratch('embedded');
  const defaultsAfter = (migrations: string, fields: string, count: number) =>
    scratch.session(async ({ connection }) => {
      const schema = new SchemaSide(files(fields));
      schema.readBeside(scratch.server, 'public', count);
      await connection.script(migrations);
      await schema.read(connection, 'public');
      return schema.catalog?.objects.flatMap((o) => (o.kind === 'column' && o.default !== null ? [o.default] : []));
    }, plainSession);

  test.each([
    ['nothing that it refers to', 'SELECT 1', 'd DateTime @default(dbgenerated("date_trunc(\'day\', now())"))'],
    [
      'a function that it calls',
      "CREATE FUNCTION code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
      'c String @default(dbgenerated("code()"))',
    ],
    [
      'a function that fits a call better than the one that the server has',
      'CREATE FUNCTION date_trunc(text, date) RETURNS date LANGUAGE sql AS $$ SELECT $2 $$',
      'd DateTime @default(dbgenerated("DATE_TRUNC (\'day\', CURRENT_DATE)"))',
    ],
    [
      'an operator that fits better',
      `CREATE FUNCTION tag(text, int) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$;
       CREATE OPERATOR || (LEFTARG = text, RIGHTARG = int, FUNCTION = tag)`,
      'c String @default(dbgenerated("(\'a\'::text||5)"))',
    ],
  ])('is what it is after migrations that bring %s', async (_, migrations, fields) => {
    const after = await defaultsAfter(migrations, fields, 0);
    expect(after).toHaveLength(1);
    expect(await defaultsAfter(migrations, fields, 1000)).toEqual(after);
  });
});
