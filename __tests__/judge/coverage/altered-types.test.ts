import { expect, test } from 'vitest';
import { startPostgres } from '../../support/postgres';
import { cover, gaps } from './scratch';

/** A column as one migration made it, the type that a later one gave it, and the field of the schema. */
const columns: readonly [before: string, type: string, field: string][] = [
  ["text NOT NULL DEFAULT 'x'", 'varchar(10)', 'String @default("x") @db.VarChar(10)'],
  ["varchar(5) NOT NULL DEFAULT 'x'", 'text', 'String @default("x")'],
  ['int NOT NULL DEFAULT 5', 'bigint', 'BigInt @default(5)'],
  ['int NOT NULL DEFAULT -5', 'bigint', 'BigInt @default(-5)'],
  ['int NOT NULL DEFAULT 5', 'numeric(65,30)', 'Decimal @default(5)'],
  ['int NOT NULL DEFAULT 5', 'double precision', 'Float @default(5)'],
  ['bigint NOT NULL DEFAULT 5', 'int', 'Int @default(5)'],
  ['double precision NOT NULL DEFAULT 1.5', 'numeric(65,30)', 'Decimal @default(1.5)'],
  ['numeric(5,2) NOT NULL DEFAULT 1.5', 'numeric(65,30)', 'Decimal @default(1.5)'],
  ['timestamp NOT NULL DEFAULT now()', 'timestamp(3)', 'DateTime @default(now())'],
  ['timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP', 'timestamptz(3)', 'DateTime @default(now()) @db.Timestamptz(3)'],
  ["json NOT NULL DEFAULT '{}'", 'jsonb', 'Json @default("{}")'],
  ["text[] DEFAULT '{a}'", 'varchar(10)[]', 'String[] @default(["a"]) @db.VarChar(10)'],
  ['serial NOT NULL UNIQUE', 'bigint', 'BigInt @unique @default(autoincrement())'],
];

test('a default that lived through a change of type is what the schema asks for', async () => {
  const models = columns.map(([, , field], i) => `model T${i} {\n  id Int @id\n  a  ${field}\n}\n`);
  const files = [{ path: 'schema.prisma', text: `datasource db {\n  provider = "postgresql"\n}\n${models.join('')}` }];
  const migrations = columns.map(
    ([before, type], i) =>
      `CREATE TABLE "T${i}" (id int CONSTRAINT "T${i}_pkey" PRIMARY KEY, a ${before}); ALTER TABLE "T${i}" ALTER a TYPE ${type};`,
  );
  const { coverage, prisma } = await cover(await startPostgres(18), { files, migrations: migrations.join('\n') });
  expect(gaps(coverage)).toEqual([]);
  expect(prisma).toBe('');
});
