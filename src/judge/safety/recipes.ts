import type { ConstraintSpec } from '../../gather/statements/actions/action';
import { cutName, quoteIdentifier } from '../../postgres/sql/identifiers';
import type { Change, TableFacts } from './change';

/**
 * Above SQL that must be the only statement of its file: the one form that runs outside a transaction under every version
 * of Prisma.
 */
export const ownMigration = 'Put it into a migration of its own, as the only statement of the file:';

/** Help with an index of a partitioned table (PostgreSQL manual 5.12.2.2, "Partition Maintenance"). */
export const partitionedIndex =
  'CONCURRENTLY is not possible on a partitioned table: create the index ON ONLY the table, which is short, build it CONCURRENTLY on each partition, and attach those with ALTER INDEX … ATTACH PARTITION.';

/** `CREATE INDEX` as `CREATE INDEX CONCURRENTLY`. */
export function concurrentIndex(sql: string): string {
  return `${sql.replace(/^(create\s+(?:unique\s+)?index)\b(?!\s+concurrently)/i, '$1 CONCURRENTLY')};`;
}

/**
 * The lines of the change's file with other SQL in the place of its statement, for a code suggestion. Undefined unless the
 * statement runs outside a transaction as it stands, so that the replacement is right where it is.
 */
export function inPlace(change: Change, sql: string): string | undefined {
  const { statement, migration, transaction } = change;
  if (transaction.model !== 'autocommit' || transaction.statements !== 1) return undefined;
  const text = migration.file.sql ?? '';
  const from = text.lastIndexOf('\n', statement.start - 1) + 1;
  const lineEnd = text.indexOf('\n', statement.end);
  const after = text.slice(statement.end, lineEnd === -1 ? undefined : lineEnd).replace(/^\s*;/, '');
  return (text.slice(from, statement.start) + sql + after).replaceAll('\r', '');
}

/** A unique index that Prisma takes for `@unique` as well as a constraint, named as Prisma names it by default. */
export function uniqueIndexFor(table: TableFacts, name: string | null, columns: readonly string[]): string {
  const index = quoteIdentifier(name ?? defaultName(table, columns, 'key'));
  return `CREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${table.sql}(${columnList(columns)});`;
}

/** As Prisma names indexes and constraints: cut before the suffix to PostgreSQL's 63 bytes, as its own engine shows in a test. */
export function defaultName({ id }: TableFacts, columns: readonly string[], suffix: string): string {
  const name = [id.slice(id.indexOf('.') + 1), ...columns].join('_');
  return `${cutName(name, 62 - suffix.length)}_${suffix}`;
}

/** `"a", "b"`. */
export function columnList(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(', ');
}

/** A constraint added `NOT VALID`, and the statement that checks it, which takes no lock that blocks reads or writes. */
export function notValid(table: TableFacts, spec: ConstraintSpec): string[] {
  const alter = `ALTER TABLE ${table.sql}`;
  const name = quoteIdentifier(spec.name ?? constraintName(table, spec));
  const add = spec.name === null ? spec.sql.replace(/^add\b/i, `ADD CONSTRAINT ${name}`) : spec.sql;
  return [`${alter} ${add} NOT VALID;`, `${alter} VALIDATE CONSTRAINT ${name};  -- in the later one`];
}

/** The name that Prisma or the server gives to a constraint, by its kind. */
function constraintName(table: TableFacts, { type, columns }: ConstraintSpec): string {
  const suffix = {
    'foreign-key': 'fkey',
    check: 'check',
    unique: 'key',
    'primary-key': 'pkey',
    exclusion: 'excl',
    'not-null': 'not_null',
  };
  return defaultName(table, columns, suffix[type]);
}

/** `SET NOT NULL` with its proof taken before, so that it does not read the table (PostgreSQL manual, ALTER TABLE). */
export function checkedNotNull(table: TableFacts, columns: readonly string[]): string[] {
  const alter = `ALTER TABLE ${table.sql}`;
  const tableName = table.id.slice(table.id.indexOf('.') + 1);
  const each = columns.map((column) => ({
    name: quoteIdentifier(column),
    constraint: quoteIdentifier(`${tableName}_${column}_not_null`),
  }));
  return [
    ...each.map(
      ({ name, constraint }) => `${alter} ADD CONSTRAINT ${constraint} CHECK (${name} IS NOT NULL) NOT VALID;`,
    ),
    '-- in the next migration:',
    ...each.map(({ constraint }) => `${alter} VALIDATE CONSTRAINT ${constraint};`),
    '-- and in the one after it:',
    ...each.flatMap(({ name, constraint }) => [
      `${alter} ALTER COLUMN ${name} SET NOT NULL;`,
      `${alter} DROP CONSTRAINT ${constraint};`,
    ]),
  ];
}

/** A column's type changed by way of a new column, in the order of the deploys. */
export function expandColumn(table: TableFacts, column: string, type: string, value: string): string[] {
  const alter = `ALTER TABLE ${table.sql}`;
  const [name, next] = [quoteIdentifier(column), quoteIdentifier(`${column}_new`)];
  return [
    `${alter} ADD COLUMN ${next} ${type};`,
    '-- deploy code that writes both columns, then fill the rest in batches:',
    `UPDATE ${table.sql} SET ${next} = ${value} WHERE ${next} IS NULL AND ${name} IS NOT NULL;`,
    ...whatItHas(table, column, next),
    '-- deploy code that reads the new column only, then:',
    `${alter} DROP COLUMN ${name};`,
    `${alter} RENAME COLUMN ${next} TO ${name};  -- or keep it, with @map in the schema`,
  ];
}

/** A comment that names what is dropped with the old column. */
function whatItHas({ columns, constraints, indexes }: TableFacts, column: string, next: string): string[] {
  const state = columns.get(column);
  const keys = [...constraints.values()].filter((constraint) => constraint.columns.includes(column));
  const built = indexes.filter((index) => index.columns.includes(column));
  const isReferable = built.some(({ unique }) => unique) || keys.some(({ type }) => type === 'primary-key');
  const all = [
    ...(state?.notNull === true ? ['NOT NULL'] : []),
    ...(state?.default == null ? [] : [`DEFAULT ${state.default.replace(/\s+/g, ' ')}`]),
    ...new Set([...keys.map(({ name }) => name), ...built.map(({ id }) => id.slice(id.indexOf('.') + 1))]),
    ...(isReferable ? ['the foreign keys that refer to it'] : []),
  ];
  return all.length === 0 ? [] : [`-- give ${next} what is dropped with the old column: ${all.join(', ')}`];
}
