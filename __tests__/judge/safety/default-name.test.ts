import { expect, test } from 'vitest';
import { renderSchema } from '../../../src/gather/prisma/render-schema';
import type { TableFacts } from '../../../src/judge/safety/change';
import { defaultName } from '../../../src/judge/safety/recipes';

test.each([
  ['Größe', 'x'],
  ['a'.repeat(40), 'b'.repeat(40)],
  ['é'.repeat(25), 'b'.repeat(20)],
  ['a'.repeat(20), '漢'.repeat(20)],
])("names an index as Prisma's own engine does: %s, %s", async (table, column) => {
  const text = `datasource db {
  provider = "postgresql"
}
model M {
  id Int @id
  c  Int @map("${column}")
  @@index([c])
  @@map("${table}")
}`;
  const { sql } = await renderSchema([{ path: 'schema.prisma', text }]);
  const facts = { id: `public.${table}` } as TableFacts;
  expect(sql).toContain(`CREATE INDEX "${defaultName(facts, [column], 'idx')}" ON`);
});
