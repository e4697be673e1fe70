import { constraintBody } from '../compare/aspects/constraint';
import { indexParts } from '../compare/definition';
import type { ConstraintObject, IndexObject } from '../model';
import type { Change } from './change';
import type { Context } from './context';
import type { Dependencies } from './dependencies';
import { kindOf } from './kinds/kinds';
import { keyFor, type Part, type PartKey, partKey } from './part';
import { swapColumns, swapType } from './swap';

export type Changes = ReadonlyMap<PartKey, Change>;

/**
 * Pairs the parts of both catalogs and decides for each what happens to it; what depends on something that is dropped,
 * made anew or converted is made anew too, because the server would refuse otherwise.
 */
export function changesOf(context: Context, dependencies: Dependencies): Changes {
  const changes = new Map<PartKey, Change>();
  for (const [key, part] of context.from.parts) {
    const to = context.to.parts.get(key) ?? null;
    changes.set(key, to === null ? { key, from: part, to, mode: 'drop', drafts: [] } : pair(key, part, to, context));
  }
  for (const [key, part] of context.to.parts) {
    if (!changes.has(key)) changes.set(key, { key, from: null, to: part, mode: 'create', drafts: [] });
  }
  keepCarried(changes, context);
  const disturbed = disturbances(changes.values());
  swapTypes(changes, disturbed, context);
  spread(changes, disturbed, dependencies, context);
  return changes;
}

function disturbances(changes: Iterable<Change>): [PartKey, Disturbance][] {
  const disturbed: [PartKey, Disturbance][] = [];
  for (const change of changes) {
    if (change.mode === 'drop' || change.mode === 'anew') disturbed.push([change.key, 'gone']);
    else if (isConverted(change)) disturbed.push([change.key, 'converted']);
  }
  return disturbed;
}

/**
 * A partition that is attached hands its indexes and constraints that are like the parent's over to them; detached, it
 * has the parent's as its own.
 */
function keepCarried(changes: ReadonlyMap<PartKey, Change>, { from, to }: Context): void {
  for (const { from: before, to: after, mode } of changes.values()) {
    const mayAttach = before?.kind === 'table' && after?.kind === 'table' && mode !== 'anew';
    if (!mayAttach || before.partitionBound === after.partitionBound) continue;
    const parents = [
      ...before.parents.map((id) => [from, from.all('table').get(id)] as const),
      ...after.parents.map((id) => [to, to.all('table').get(id)] as const),
    ];
    const carried = new Set(
      parents.flatMap(([picture, parent]) =>
        parent === undefined ? [] : [...picture.on('index', parent), ...picture.on('constraint', parent)].map(shape),
      ),
    );
    for (const picture of [from, to]) {
      for (const object of [...picture.on('index', after), ...picture.on('constraint', after)]) {
        const change = changes.get(partKey(object));
        if (change !== undefined && change.mode !== 'alter' && carried.has(shape(object))) change.mode = 'keep';
      }
    }
  }
}

/** All of an index or a constraint but its name and table. */
function shape(object: IndexObject | ConstraintObject): string {
  if (object.kind === 'constraint') return constraintBody(object);
  return JSON.stringify([object.unique, object.method, indexParts(object.definition)]);
}

function pair(key: PartKey, from: Part, to: Part, context: Context): Change {
  const drafts = kindOf(to).alter(from, to, context);
  const mode = drafts === null ? 'anew' : drafts.length > 0 ? 'alter' : 'keep';
  return { key, from, to, mode, drafts: drafts ?? [] };
}

/** What happens to a part that others depend on: it goes (and may come back), or its values become another type. */
type Disturbance = 'gone' | 'converted' | 'swapped';

function isConverted({ from, to, mode }: Change): boolean {
  if (mode !== 'alter' || from?.kind !== 'column' || to?.kind !== 'column') return false;
  return from.type !== to.type || from.collation !== to.collation;
}

/** A type that columns have cannot be dropped: they move to a new one, which then takes its name. */
function swapTypes(changes: Map<PartKey, Change>, disturbed: [PartKey, Disturbance][], context: Context): void {
  for (const [i, [key, disturbance]] of disturbed.entries()) {
    const change = changes.get(key) as Change;
    if (disturbance !== 'gone' || change.mode !== 'anew' || change.to === null) continue;
    const columns = swapColumns(change.to, changes, context);
    if (columns.length === 0) continue;
    change.mode = 'alter';
    change.drafts = swapType(change.from as Part, change.to, columns, context);
    disturbed[i] = [key, 'swapped'];
    for (const column of columns) {
      (changes.get(partKey(column)) as Change).swappedWith = key;
      disturbed.push([partKey(column), 'converted']);
    }
  }
}

function spread(
  changes: Map<PartKey, Change>,
  disturbed: [PartKey, Disturbance][],
  { neededBy }: Dependencies,
  context: Context,
): void {
  const converted = new Set(disturbed.flatMap(([key, disturbance]) => (disturbance === 'converted' ? [key] : [])));
  for (let next = disturbed.pop(); next !== undefined; next = disturbed.pop()) {
    const [key, disturbance] = next;
    const cause = (changes.get(key) as Change).from as Part;
    for (const other of neededBy(key)) {
      const change = changes.get(other) as Change;
      if (change.mode === 'drop' || change.mode === 'anew' || change.from === null) continue;
      if (!isInTheWay(change.from, cause, disturbance, converted)) continue;
      if (change.to !== null && swapColumns(change.to, changes, context).length > 0) {
        context.remains(`type ${change.to.id} is made of ${cause.id}, which changes, and columns have it`);
        continue;
      }
      change.mode = 'anew';
      disturbed.push([other, 'gone']);
    }
  }
}

/** Whether a part must go while something that it needs is disturbed. */
function isInTheWay(part: Part, cause: Part, disturbance: Disturbance, converted: ReadonlySet<PartKey>): boolean {
  if (disturbance === 'converted') {
    switch (part.kind) {
      case 'column':
        return part.generated !== null;
      case 'constraint':
        return part.type === 'foreign-key' && bothConverted(part, converted);
      case 'column-default':
        return part.column.sequence === null;
      case 'view':
      case 'rule':
      case 'policy':
      case 'trigger':
      case 'function':
        return true;
      case 'publication':
        return part.definition.includes(' WHERE (');
      default:
        return false;
    }
  }
  if (part.kind === 'column') return cause.kind === 'table' || part.generated !== null;
  if (part.kind === 'table' || part.kind === 'table-parents') return cause.kind === 'table';
  return true;
}

/** The server checks a foreign key again when one side changes, against the other side as it is then. */
function bothConverted(part: Extract<Part, { kind: 'constraint' }>, converted: ReadonlySet<PartKey>): boolean {
  const own = part.columns.some((name) => converted.has(keyFor('column', part.schema, part.table, name)));
  const target = part.references;
  if (!own || target === null) return false;
  const dot = target.table.indexOf('.');
  const [schema, table] = [target.table.slice(0, dot), target.table.slice(dot + 1)];
  return target.columns.some((name) => converted.has(keyFor('column', schema, table, name)));
}
