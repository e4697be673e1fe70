import { getDMMF } from '@prisma/internals';
import { describe, expect, test } from 'vitest';
import type { SchemaFile } from '../../../src/contracts/repository';
import { adaptSchema } from '../../../src/gather/prisma/adapt-schema';
import { keyOf } from '../../../src/gather/prisma/declared';
import { readSchemaLines } from '../../../src/gather/prisma/schema-lines';

const text = `// A comment with model X { in it
datasource db {
  provider = "postgresql"
  schemas  = ["public", "auth"]
}

/// A documented model
model User { // with a comment behind the brace
  id        Int      @id(map: "pk") @default(autoincrement())
  email     String   @unique @map(name: "e-mail") /* and one in line */
  bio       String   @default("} @map(\\"no\\") // no") @db.VarChar(20)
  area      Unsupported("geometry(Point, 4326)")? @map("the area")
  any       Int      @default( dbgenerated( ) )
  posts     Post[]   @relation("written")
  likes     Post[]
  tags      String[]
  @@unique(fields: [email, bio(sort: Desc)], name: "x", map: "y")
  @@map("users")
  @@schema("auth")
}

model Post {
  id       Int    @id
  authorId Int    @map("author_id")
  slug     String
  author   User   @relation("written", fields: [authorId], references: [id])
  likers   User[]
  related  Post[] @relation("related")
  relating Post[] @relation("related")
  @@index([slug(ops: raw("gin_trgm_ops"))], type: Gin)
  @@schema("public")
}

model Log {
  at   DateTime
  line Int      @map("no")
  @@id([at, line])
  @@ignore
  @@schema("public")
}

enum Role { // values
  ADMIN @map("administrator")
  USER

  @@map("roles")
  @@schema("auth")
}

view Summary {
  id Int @unique
  @@map("summary")
  @@schema("public")
}
`;
const files = [{ path: 'prisma/schema.prisma', text }];
const lines = readSchemaLines(files);
const model = (name: string) => {
  const found = lines.models.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
};

describe('where things are declared', () => {
  test('models and views', () => {
    expect(
      lines.models.map(({ keyword, name, schema, table, line, ignored }) => [
        keyword,
        name,
        schema,
        table,
        line,
        ignored,
      ]),
    ).toEqual([
      ['model', 'User', 'auth', 'users', 8, false],
      ['model', 'Post', 'public', 'Post', 22, false],
      ['model', 'Log', 'public', 'Log', 34, true],
      ['view', 'Summary', 'public', 'summary', 50, false],
    ]);
  });

  test('columns, by the name in the database', () => {
    expect(
      [...model('User').columns].map(([name, { field, line, anyDefault, unsupported }]) => [
        name,
        field,
        line,
        anyDefault,
        unsupported,
      ]),
    ).toEqual([
      ['id', 'id', 9, false, false],
      ['e-mail', 'email', 10, false, false],
      ['bio', 'bio', 11, false, false],
      ['the area', 'area', 12, false, true],
      ['any', 'any', 13, true, false],
      ['tags', 'tags', 16, false, false],
    ]);
  });

  test('keys, by their columns', () => {
    const lineOf = (name: string, ...key: Parameters<typeof keyOf>) => model(name).keys.get(keyOf(...key))?.line;
    expect(lineOf('User', 'primary-key', ['id'])).toBe(9);
    expect(lineOf('User', 'unique', ['e-mail'])).toBe(10);
    expect(lineOf('User', 'unique', ['e-mail', 'bio'])).toBe(17);
    expect(lineOf('Log', 'primary-key', ['at', 'no'])).toBe(37);
    expect(lineOf('Post', 'index', ['slug'])).toBe(30);
    expect(lineOf('Post', 'foreign-key', ['author_id'])).toBe(26);
  });

  test('enums and their values', () => {
    expect(
      lines.enums.map(({ name, schema, type, line, values }) => [
        name,
        schema,
        type,
        line,
        ...[...values].map(([value, place]) => [value, place.line]),
      ]),
    ).toEqual([['Role', 'auth', 'roles', 42, ['administrator', 43], ['USER', 44]]]);
  });

  test('many-to-many tables', () => {
    expect(lines.joinTables.get('_PostToUser')).toEqual({ file: 'prisma/schema.prisma', line: 15 });
    expect(lines.joinTables.get('_related')?.line).toBe(28);
  });

  test('a text that Prisma refuses gives what can be made out', () => {
    const broken = readSchemaLines([
      { path: 'a.prisma', text: 'model A {\n  id Int @id\n  ((( \nmodel B {\n  id Int' },
    ]);
    expect(broken.models.map(({ name }) => name)).toContain('A');
  });
});

test('Prisma itself reads the same names, of all that it hands out', async () => {
  expect(await disagreements(files)).toEqual([]);
});

/** Names in the database that Prisma's data model gives and the scanner does not. */
async function disagreements(schema: readonly SchemaFile[]): Promise<string[]> {
  const adapted = adaptSchema(schema, { previewFeatures: ['views'] });
  const { datamodel } = await getDMMF({
    datamodel: adapted.map(({ path, content }): [string, string] => [path, content]),
  });
  const read = readSchemaLines(schema);
  const missing: string[] = [];
  for (const { name, dbName, schema: namespace, fields, primaryKey, uniqueFields } of datamodel.models) {
    const found = read.models.find((candidate) => candidate.name === name);
    const columnOf = (field: string) => {
      const { dbName: mapped } = fields.find((candidate) => candidate.name === field) ?? {};
      return mapped ?? field;
    };
    if (found?.table !== (dbName ?? name) || found.schema !== (namespace ?? 'public')) missing.push(name);
    for (const field of fields) {
      if (field.kind !== 'object' && found?.columns.get(columnOf(field.name))?.field !== field.name)
        missing.push(`${name}.${field.name}`);
      if (
        field.relationFromFields?.length &&
        !found?.keys.has(keyOf('foreign-key', field.relationFromFields.map(columnOf)))
      )
        missing.push(`${name}.${field.name} key`);
      if (field.isId && !found?.keys.has(keyOf('primary-key', [columnOf(field.name)])))
        missing.push(`${name}.${field.name} id`);
      if (field.isUnique && !found?.keys.has(keyOf('unique', [columnOf(field.name)])))
        missing.push(`${name}.${field.name} unique`);
    }
    if (primaryKey && !found?.keys.has(keyOf('primary-key', primaryKey.fields.map(columnOf))))
      missing.push(`${name} @@id`);
    for (const unique of uniqueFields)
      if (!found?.keys.has(keyOf('unique', unique.map(columnOf)))) missing.push(`${name} @@unique ${unique.join()}`);
  }
  for (const { name, dbName, values } of datamodel.enums) {
    const found = read.enums.find((candidate) => candidate.name === name);
    if (found?.type !== (dbName ?? name)) missing.push(name);
    for (const value of values)
      if (!found?.values.has(value.dbName ?? value.name)) missing.push(`${name}.${value.name}`);
  }
  return missing;
}
