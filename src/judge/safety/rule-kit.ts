import type { Facts } from '../../contracts/facts';
import type { ProbeQuestion, ProbeResult } from '../../contracts/probe-result';
import type { Problem } from '../../contracts/rule';
import type { Severity } from '../../contracts/settings';
import type { ActionKind } from '../../gather/statements/actions/action';
import { type Change, type ChangeOf, isChange, type TableFacts } from './change';
import { changesOf } from './changes';
import { sizeWords } from './size';

/** What a rule says of a change; the place is added here. */
export type Found = Pick<Problem, 'message' | 'help' | 'severity' | 'suggestion' | 'object'>;

/** A change on a table that was there before the pending migrations. */
export type OnExisting<Kind extends ActionKind> = ChangeOf<Kind> & { readonly table: TableFacts };

/** The check of a rule that looks at each change of some kinds by itself. */
export function onChanges<Kind extends ActionKind>(
  kinds: readonly Kind[],
  find: (change: ChangeOf<Kind>, facts: Facts) => Found | null,
): (facts: Facts) => Iterable<Problem> {
  return function* check(facts) {
    for (const change of changesOf(facts)) {
      if (!isChange(change, ...kinds)) continue;
      const found = find(change, facts);
      if (found !== null) yield placed(change, found);
    }
  };
}

/** Like {@link onChanges}, for tables that were there before the pending migrations: on a new one nothing can go wrong. */
export function onExisting<Kind extends ActionKind>(
  kinds: readonly Kind[],
  find: (change: OnExisting<Kind>, facts: Facts) => Found | null,
): (facts: Facts) => Iterable<Problem> {
  return onChanges(kinds, (change, facts) =>
    change.table === null || change.table.isNew ? null : find(change as OnExisting<Kind>, facts),
  );
}

/** The check of a rule that looks at all changes of a migration together. */
export function onMigrations(
  find: (changes: readonly Change[], facts: Facts) => Iterable<Problem>,
): (facts: Facts) => Iterable<Problem> {
  return function* check(facts) {
    for (const migration of facts.pending) {
      const own = changesOf(facts).filter((change) => change.migration === migration);
      if (own.length > 0) yield* find(own, facts);
    }
  };
}

/** A finding at the lines of the change. */
export function placed(change: Change, found: Found): Problem {
  const { file } = change.migration;
  return {
    object: objectOf(change),
    ...found,
    migration: file.name,
    file: file.path,
    line: change.line,
    endLine: change.endLine,
  };
}

function objectOf({ action, table, index, enumType, migration }: Change): string {
  if (index !== null) return index.id;
  if (table !== null) return 'column' in action ? `${table.id}.${action.column}` : table.id;
  return enumType?.id ?? migration.file.name;
}

/**
 * The changes of the same kind that the same `ALTER TABLE` makes, itself included: it reads or rewrites the table once for
 * all of them, so they are one finding.
 */
export function together<Kind extends ActionKind>(change: ChangeOf<Kind>, facts: Facts): ChangeOf<Kind>[] {
  return changesOf(facts).filter(
    (other): other is ChangeOf<Kind> =>
      other.statement === change.statement && other.action.kind === change.action.kind,
  );
}

/** `Order (48 M rows, 12 GB in production)`. */
export function sized(table: TableFacts): string {
  return `${table.label} (${sizeWords(table.size)})`;
}

/**
 * How bad it is to block a table for as long as it takes to read or rewrite it: a notice when it is known to be small, and
 * null, nothing to say, when the pending migrations have emptied it, or have failed if it has a row. Unknown counts as
 * large: that is what has to be found out.
 */
export function longLock({ size, isEmptied, mustBeEmpty }: TableFacts): Severity | null {
  if (isEmptied || mustBeEmpty) return null;
  return size.kind === 'unknown' || size.isLarge ? 'warning' : 'notice';
}

/**
 * How bad it is to block a table for a moment: what hurts is the queue behind the lock while it waits for a long query, so
 * only a table that is known to be large is worth a warning, and nothing is said of a small one.
 */
export function briefLock(...tables: readonly (TableFacts | null)[]): Severity | null {
  const sizes = tables.flatMap((table) => (table === null || table.isNew ? [] : [table.size]));
  if (sizes.some((size) => size.kind === 'known' && size.isLarge)) return 'warning';
  return sizes.some((size) => size.kind === 'unknown') ? 'notice' : null;
}

/** Whether the statement read the whole table when it ran on the scratch server; null: it did not run there. */
export function scanned({ trace, table }: Change): boolean | null {
  return trace === null || table === null ? null : trace.scans.includes(originOf(table));
}

/** Whether the statement rewrote the table when it ran on the scratch server; null: it did not run there. */
export function rewritten({ trace, table }: Change): boolean | null {
  return trace === null || table === null ? null : trace.rewrites.includes(originOf(table));
}

/** Traces name a relation as it was called before the pending migrations. */
function originOf(table: TableFacts): string {
  return table.origin ?? table.id;
}

/** What the data of the targets say; the worst of several. Null: nobody asked. */
export function probed(facts: Facts, change: Change, question: ProbeQuestion): ProbeResult | null {
  const object = probeObject(change);
  const results = (facts.probes ?? []).filter(
    (result) =>
      result.migration === change.migration.file.name &&
      result.line === change.line &&
      result.question === question &&
      result.object === object,
  );
  return (
    results.find(({ verdict }) => verdict === 'will-fail') ??
    results.find(({ verdict }) => verdict === 'not-determined') ??
    results[0] ??
    null
  );
}

/** What a probe of the change is about: the table, or the table with the columns. */
export function probeObject({ action, table, enumType }: Change): string {
  if (table === null) return enumType?.id ?? '';
  const spec = 'spec' in action && 'columns' in action.spec ? action.spec.columns : undefined;
  const columns = spec ?? ('column' in action ? [action.column] : []);
  return columns.length === 0 ? table.id : `${table.id}.${columns.map((name) => name ?? '(…)').join(', ')}`;
}

/** What a sentence begins with that tells what a statement did on the scratch server: `This DO`, `DROP TYPE`. */
export function subjectOf({ action, statement }: Change): string {
  if (action.kind === 'code') return `This ${action.command}`;
  return statement.sql.split(/\s+/, 2).join(' ').toUpperCase();
}

/** SQL for a help text: each line indented by four spaces. */
export function code(...lines: readonly string[]): string {
  return lines
    .join('\n')
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
