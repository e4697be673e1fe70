import type { Rule } from '../../../contracts/rule';
import type { Action } from '../../../gather/statements/actions/action';
import { onChanges } from '../../safety/rule-kit';

/** NAMEDATALEN - 1 (PostgreSQL manual 4.1.1). */
const longest = 63;

export const identifierTooLong: Rule = {
  name: 'safety/identifier-too-long',
  severity: 'warning',
  problem: 'A name is longer than PostgreSQL keeps.',
  consequence:
    'The server cuts it to 63 bytes and says so in a notice that nobody sees. Prisma then looks for the full name, and the schema and the database differ for good.',
  remedy: 'Give it a shorter name, in the schema with `map:`.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "x" INTEGER);',
      bad: `CREATE INDEX CONCURRENTLY "Order_a_name_that_goes_on_and_on_until_it_has_more_than_63_bytes_idx" ON "Order"("x");`,
      good: 'CREATE INDEX CONCURRENTLY "Order_x_idx" ON "Order"("x");',
    },
  ],
  check: onChanges(
    [
      'create-table',
      'rename-table',
      'add-column',
      'rename-column',
      'add-constraint',
      'rename-constraint',
      'create-index',
      'rename-index',
      'create-enum',
    ],
    ({ action, statement }) => {
      const long = namesOf(action).flatMap((name) => longForm(name, statement.sql) ?? [])[0];
      if (long === undefined) return null;
      const kept = namesOf(action).find((name) => long.startsWith(name)) ?? '';
      return {
        object: long,
        message: `The name ${long} has ${Buffer.byteLength(long)} bytes; PostgreSQL keeps ${longest} and calls it ${kept}.`,
        help: `Use a name of at most ${longest} bytes here and, with map:, in schema.prisma.`,
      };
    },
  ),
};

/** The parser has cut the name already; what was written is in the text. */
function longForm(name: string, sql: string): string | null {
  if (Buffer.byteLength(name) < longest - 3) return null;
  const written = [...sql.matchAll(/"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu)].map(
    ([word, quoted]) => quoted?.replaceAll('""', '"') ?? word.toLowerCase(),
  );
  return written.find((word) => Buffer.byteLength(word) > longest && word.startsWith(name)) ?? null;
}

/** The names that an action makes. */
function namesOf(action: Action): string[] {
  switch (action.kind) {
    case 'create-table':
      return [
        action.table.name,
        ...action.columns.map(({ name }) => name),
        ...action.constraints.flatMap(({ name }) => name ?? []),
      ];
    case 'create-enum':
      return [action.type.name];
    case 'add-column':
      return [action.column];
    case 'add-constraint':
    case 'create-index':
      return action.spec.name === null ? [] : [action.spec.name];
    default:
      return 'to' in action && typeof action.to === 'string' ? [action.to] : [];
  }
}
