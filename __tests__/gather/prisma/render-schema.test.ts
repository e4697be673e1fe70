import { describe, expect, test } from 'vitest';
import { adaptSchema } from '../../../src/gather/prisma/adapt-schema';
import { renderSchema } from '../../../src/gather/prisma/render-schema';

const file = (text: string, path = 'prisma/schema.prisma') => ({ path, text });
const model = 'model A {\n  id Int @id\n}\n';
const created = 'CREATE TABLE "A" (\n    "id" INTEGER NOT NULL,\n\n    CONSTRAINT "A_pkey" PRIMARY KEY ("id")\n);';

describe('schemas of every Prisma version since 4', () => {
  test.each([
    [
      '4, with URLs and a preview of the time',
      'referentialIntegrity = "prisma"',
      '"referentialIntegrity", "interactiveTransactions"',
    ],
    ['5', 'directUrl = env("DIRECT_URL")', '"fullTextSearch", "tracing", "multiSchema", "metrics"'],
    ['6', 'shadowDatabaseUrl = env("SHADOW")', '"driverAdapters", "queryCompiler", "omitApi", "relationJoins"'],
  ])('Prisma %s', async (_, line, features) => {
    const text = `generator client {
  provider        = "prisma-client-js"
  previewFeatures = [${features}]
  binaryTargets   = ["native"]
}

datasource db {
  provider = "postgres"
  url      = env("DATABASE_URL") // "the" url { of it
  ${line}
}

${model}`;
    const { sql, errors } = await renderSchema([file(text)]);
    expect(errors).toEqual([]);
    expect(sql).toContain(created);
  });

  test('Prisma 7', async () => {
    const generator = 'generator client {\n  provider = "prisma-client"\n  output   = "./generated"\n}\n';
    const { sql } = await renderSchema([file(`${generator}datasource db {\n  provider = "postgresql"\n}\n${model}`)]);
    expect(sql).toContain(created);
  });

  test('what is adapted keeps its lines, and nothing else changes', () => {
    const text = `datasource db {\r\n  provider = "postgresql"\r\n  url = env("A")\r\n}\r\n/* generator no {\r\n} */\r\nmodel A {\r\n  url String @default("generator x {")\r\n}\r\n`;
    const [adapted] = adaptSchema([file(text)]);
    expect(adapted?.content).toBe(text.replace('url = env("A")', ''));
  });
});

describe('invalid schemas', () => {
  const datasource = file(
    'datasource db {\n  provider = "postgresql"\n  url = env("A")\n}\n',
    'prisma/schema/base.prisma',
  );

  test('every error, with its file and line', async () => {
    const models = file(
      'model User {\n  id Int @id\n  posts Posst[]\n}\n\nmodel Post {\n  id Strin @id\n}\n',
      'prisma/schema/user.prisma',
    );
    const { sql, errors } = await renderSchema([datasource, models]);
    expect(sql).toBeNull();
    const message = (type: string) =>
      `Type "${type}" is neither a built-in type, nor refers to another model, composite type, or enum.`;
    expect(errors).toEqual([
      { message: message('Posst'), file: 'prisma/schema/user.prisma', line: 3 },
      { message: message('Strin'), file: 'prisma/schema/user.prisma', line: 7 },
    ]);
  });

  test('a model twice, in two files', async () => {
    const { errors } = await renderSchema([datasource, file(model, 'a.prisma'), file(model, 'b.prisma')]);
    expect(errors).toEqual([
      {
        message: 'The model "A" cannot be defined because a model with that name already exists.',
        file: 'b.prisma',
        line: 1,
      },
    ]);
  });

  test('no datasource, and nothing at all', async () => {
    expect(await renderSchema([file(model)])).toEqual({
      sql: null,
      errors: [{ message: 'There is no datasource in the schema.', file: 'prisma/schema.prisma', line: 1 }],
    });
    expect(await renderSchema([])).toEqual({ sql: null, errors: [] });
  });
});

test('the whole of what a schema can say, in the schema that the URL names', async () => {
  const text = `generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["postgresqlExtensions"]
}
datasource db {
  provider   = "postgresql"
  extensions = [citext, pgcrypto(schema: "extensions")]
  schemas    = ["app", "auth"]
}
model User {
  id   String @id @default(dbgenerated("app.new_id()")) @db.Uuid
  name String @db.Citext
  gone DateTime?
  spot Unsupported("point")?
  @@index([name], where: raw("gone IS NULL"))
  @@schema("auth")
}
model Log {
  at DateTime @unique @db.Timestamptz()
  @@ignore
  @@schema("app")
}
view Total {
  id Int @unique
  @@schema("app")
}`;
  const { sql } = await renderSchema([file(text)], { defaultSchema: 'app' });
  expect(sql?.trim()).toBe(`-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "app";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "auth";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "citext";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "pgcrypto" WITH SCHEMA "extensions";

-- CreateTable
CREATE TABLE "auth"."User" (
    "id" UUID NOT NULL DEFAULT app.new_id(),
    "name" CITEXT NOT NULL,
    "gone" TIMESTAMP(3),
    "spot" point,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Log" (
    "at" TIMESTAMPTZ NOT NULL
);

-- CreateIndex
CREATE INDEX "User_name_idx" ON "auth"."User"("name") WHERE (gone IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "Log_at_key" ON "Log"("at");`);
});
