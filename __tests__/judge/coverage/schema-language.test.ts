import { expect, test } from 'vitest';
import { renderSchema } from '../../../src/gather/prisma/render-schema';
import { startPostgres } from '../../support/postgres';
import { cover, gaps } from './scratch';

const datasource = (more = '') => `datasource db {\n  provider = "postgresql"\n${more}}\n`;
const features = (list: string) =>
  `generator client {\n  provider = "prisma-client-js"\n  previewFeatures = [${list}]\n}\n`;

/** Ways of saying something; what Prisma itself renders for them must be covered, and Prisma must agree. */
const schemas: Record<string, string> = {
  'names of constraints and composite keys': `${datasource()}
model Parent {
  a Int
  b Int @map("bee")
  c String @unique(map: "only_c") @db.VarChar(40)
  children Child[]
  @@id([a, b], map: "parents_pk")
  @@unique([b, c], name: "client_name", map: "b_c")
  @@map("parents")
}
model Child {
  id Int @id(map: "child_pk")
  a Int
  b Int
  parent Parent @relation(fields: [a, b], references: [a, b], map: "to_parent", onDelete: Cascade, onUpdate: NoAction)
  @@index([a, b(sort: Desc)], map: "by_parent")
}`,
  'relations to itself, and many-to-many ones by name': `${datasource()}
model Person {
  id Int @id @default(autoincrement())
  bossId Int?
  boss Person? @relation("Boss", fields: [bossId], references: [id])
  team Person[] @relation("Boss")
  friends Person[] @relation("Friends")
  friendOf Person[] @relation("Friends")
  written Text[] @relation("Authors")
  read Text[] @relation("Readers")
  @@map("people")
}
model Text {
  id String @id @default(uuid()) @db.Uuid
  authors Person[] @relation("Authors")
  readers Person[] @relation("Readers")
  updatedAt DateTime @updatedAt
  createdAt DateTime @default(now()) @updatedAt
}`,
  'enums with other names': `${datasource()}
enum Role {
  ADMIN @map("admin")
  USER  @map("a user")
  @@map("user_role")
}
model User {
  id Int @id
  role Role @default(USER)
  roles Role[] @default([ADMIN, USER])
}`,
  'methods and operator classes of indexes': `${datasource()}
model Page {
  id Int @id
  title String
  data Json
  tags String[]
  at DateTime
  address String @db.Inet
  @@index([data(ops: JsonbPathOps)], type: Gin)
  @@index([tags], type: Gin)
  @@index([title], type: Hash)
  @@index([at(ops: TimestampMinMaxMultiOps)], type: Brin)
  @@index([address(ops: InetOps)], type: Gist)
  @@index([title(sort: Desc), id])
  @@unique([title, at])
}`,
  'partial indexes': `${features('"partialIndexes"')}${datasource()}
model Post {
  id Int @id
  slug String
  deletedAt DateTime?
  @@unique([slug], where: raw("\\"deletedAt\\" IS NULL"))
  @@index([slug, deletedAt], where: raw("id > 5"), map: "late")
}`,
  'ignored and unsupported': `${datasource()}
model Area {
  id Int @id
  box Unsupported("box")?
  span Unsupported("tstzrange") @default(dbgenerated("'empty'::tstzrange"))
  hidden String? @ignore
}
model Old {
  id Int
  @@ignore
}`,
  'relationMode = "prisma", as a preview of old': `${features('"referentialIntegrity"')}${datasource('  referentialIntegrity = "prisma"\n')}
model A {
  id Int @id
  bs B[]
}
model B {
  id Int @id
  aId Int
  a A @relation(fields: [aId], references: [id])
  @@index([aId])
}`,
};

test.each(Object.entries(schemas))('%s', async (_, text) => {
  const files = [{ path: 'schema.prisma', text }];
  const { sql, errors } = await renderSchema(files);
  expect(errors).toEqual([]);
  const { coverage, prisma } = await cover(await startPostgres(15), { files, migrations: sql ?? '' });
  expect(prisma).toBe('');
  expect(gaps(coverage)).toEqual([]);
  expect(coverage.percent).toBe(100);
  // All of it has a place in the schema.
  expect(coverage.objects.filter(({ line }) => line === null)).toEqual([]);
});
