import type { DatabaseDrift } from '../../../contracts/facts';
import { mentionsOf } from '../../../postgres/catalog/ddl/mentions';
import type { Difference } from '../../../postgres/catalog/difference';
import type { Catalog, CatalogObject } from '../../../postgres/catalog/model';
import { alterSql, createSql, dropSql, type SingleObject } from './sql';

/** Longest SQL that is put into help; for more the report has the whole in `reconcile`. */
const longest = 2000;

/**
 * Both ways out: undo it in the database, or make it part of the history.
 * @param actual what the database has; null: not known
 * @param isWanted whether `schema.prisma` asks for what no migration makes
 */
export function helpFor(
  difference: Difference,
  { database }: DatabaseDrift,
  actual: Catalog | null,
  isWanted = false,
): string {
  const { undo, keep } = isReadByView(difference, actual) ? { undo: null, keep: null } : directions(difference);
  const undoing = block(
    `To undo it in ${database}:`,
    undo,
    difference.change === 'unexpected' ? difference.actualObject : null,
  );
  const keeping = block(
    `To make the history follow, put this into a new migration and mark that as applied in ${database} (\`prisma migrate resolve --applied NAME\`):`,
    keep,
    null,
  );
  const lines = isWanted
    ? ['schema.prisma asks for it: what is missing is the migration.', ...keeping, ...undoing]
    : [...undoing, ...keeping];
  if (undo === null || keep === null) {
    lines.push(
      `The SQL for ${undo === null && keep === null ? 'both ways, undoing it or making the history follow,' : 'the other way'} is in the report under reconcile.`,
    );
  }
  return lines.join('\n');
}

function directions({ change, expectedObject: before, actualObject: after, aspects, including = [] }: Difference): {
  readonly undo: string | null;
  readonly keep: string | null;
} {
  if (change === 'changed') {
    return before === null || after === null || including.length > 0
      ? { undo: null, keep: null }
      : { undo: fitting(alterSql(after, before, aspects)), keep: fitting(alterSql(before, after, aspects)) };
  }
  const object = (before ?? after) as CatalogObject;
  if (object.kind === 'comment' || object.kind === 'privilege' || object.kind === 'owner')
    return { undo: null, keep: null };
  const create = fitting(joined([object, ...including].map(createSql)));
  // What the server would refuse to drop the object for goes first.
  const inTheWay = including.filter(
    (other) =>
      (other.kind === 'constraint' && !livesOn(other, object)) ||
      (other.kind === 'trigger' && object.kind === 'function') ||
      object.kind === 'text-search-configuration',
  );
  const drop = fitting(joined([...inTheWay, object].map((each) => dropSql(each as SingleObject))));
  return change === 'missing' ? { undo: create, keep: drop } : { undo: drop, keep: create };
}

/** The server refuses to drop what a view reads, or to change its type, and `reconcile` makes the view anew. */
function isReadByView({ change, actualObject, aspects }: Difference, actual: Catalog | null): boolean {
  const isHeld = change === 'unexpected' || (change === 'changed' && aspects.some((aspect) => /^type /.test(aspect)));
  if (!isHeld || (actualObject?.kind !== 'table' && actualObject?.kind !== 'column')) return false;
  const { kind, schema, name } = actualObject;
  const table = kind === 'table' ? name : actualObject.table;
  return (actual?.objects ?? []).some((object) => {
    if (object.kind !== 'view') return false;
    const { pairs, names } = mentionsOf(object.definition);
    return pairs.has(`${schema}\0${table}`) && names.has(name);
  });
}

function livesOn(part: CatalogObject, { schema, name, ...object }: CatalogObject): boolean {
  if (!('table' in part) || part.table === null || part.schema !== schema) return false;
  return part.table === ('table' in object ? object.table : name);
}

function joined(statements: readonly (string | null)[]): string | null {
  return statements.includes(null) ? null : statements.join('\n');
}

function fitting(sql: string | null): string | null {
  return sql === null || sql.length > longest ? null : sql;
}

function block(title: string, sql: string | null, dropped: CatalogObject | null): string[] {
  if (sql === null) return [];
  const losing = dropped?.kind === 'table' || dropped?.kind === 'column' ? ' (its data is lost)' : '';
  return [title.replace(/:$/, `${losing}:`), ...sql.split('\n').map((line) => `    ${line}`)];
}
