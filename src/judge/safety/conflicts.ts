import type { Facts } from '../../contracts/facts';
import type { ReplayFailure } from '../../contracts/replay-failure';
import { type Change, isChange } from './change';
import { changesOf } from './changes';

/** Two pending migrations that cannot both run. */
export interface Conflict {
  /** What fails. */
  readonly change: Change;
  /** What it is about, such as `public.User.name`. */
  readonly object: string;
  /** Why, one sentence. */
  readonly message: string;
  readonly help: string;
}

/** Where two pending migrations make the same thing, or one changes what an earlier one drops. What ran is no conflict. */
export function* conflictsOf(facts: Facts): Iterable<Conflict> {
  const made = new Map<string, Change>();
  const gone = new Map<string, Change>();
  for (const change of changesOf(facts).flatMap((c) => (c.parts.length > 0 ? c.parts : [c]))) {
    const creates = created(change);
    const first = creates === null ? undefined : made.get(creates);
    const ran = change.trace !== null;
    if (!ran && creates !== null && first !== undefined && first.migration !== change.migration)
      yield bothMake(change, first, creates);
    const isCareful = 'ifExists' in change.action && change.action.ifExists;
    const used = isCareful ? null : (dropped(change) ?? touched(change));
    const lost = used === null ? undefined : gone.get(used);
    if (!ran && used !== null && lost !== undefined && lost.migration !== change.migration)
      yield usesLost(change, lost, used);
    const drops = dropped(change);
    if (drops !== null) {
      // With a table goes all that was made on it.
      for (const name of made.keys()) if (name === drops || name.includes(` ${bare(drops)}.`)) made.delete(name);
      gone.set(drops, change);
    }
    if (creates !== null) {
      if (first === undefined) made.set(creates, change);
      gone.delete(creates);
    }
  }
}

/** The conflict that a replay stopped at; null: it stopped for another reason. */
export function conflictAt(facts: Facts, { migration, line }: ReplayFailure): Conflict | null {
  for (const conflict of conflictsOf(facts)) {
    const { change } = conflict;
    const { statement } = change;
    if (change.migration.file.name === migration && statement.line <= line && line <= statement.endLine)
      return conflict;
  }
  return null;
}

function bothMake(change: Change, first: Change, what: string): Conflict {
  const [own, other] = [change, first].map(({ migration }) => migration.file.name);
  return {
    change,
    object: bare(what),
    message: `Fails after ${other}: both make the ${what}.`,
    help: `Take it out of ${own}, or of ${other} if no database has applied that one. If both are meant, give one another name.`,
  };
}

function usesLost(change: Change, lost: Change, what: string): Conflict {
  return {
    change,
    object: bare(what),
    message: `Fails after ${lost.migration.file.name}: that one has dropped or renamed the ${what}.`,
    help: 'Decide which of the two migrations is right, and take the statement out of the other.',
  };
}

/** `column public.User.name` without its first word. */
function bare(what: string): string {
  return what.replace(/^\S+ /, '');
}

/** What the change makes, such as `column public.User.name`; null: nothing, or only if it is not there. */
function created({ action, table }: Change): string | null {
  if ('ifNotExists' in action && action.ifNotExists) return null;
  if (action.kind === 'create-table') return `table ${action.table.schema ?? 'public'}.${action.table.name}`;
  if (action.kind === 'create-enum') return `enum ${action.type.schema ?? 'public'}.${action.type.name}`;
  if (action.kind === 'add-enum-value') return `value ${action.type.name}.${action.value}`;
  if (table === null) return null;
  if (action.kind === 'add-column') return `column ${table.id}.${action.column}`;
  if (action.kind === 'rename-column') return `column ${table.id}.${action.to}`;
  if (action.kind === 'add-constraint')
    return action.spec.name === null ? null : `constraint ${table.id}.${action.spec.name}`;
  if (action.kind !== 'create-index' || action.spec.name === null || action.spec.ifNotExists) return null;
  return `index ${table.id.slice(0, table.id.indexOf('.'))}.${action.spec.name}`;
}

function dropped(change: Change): string | null {
  const { table, index } = change;
  if (isChange(change, 'drop-column', 'rename-column'))
    return table === null ? null : `column ${table.id}.${change.action.column}`;
  if (isChange(change, 'drop-table', 'rename-table')) return table === null ? null : `table ${table.id}`;
  if (isChange(change, 'drop-constraint'))
    return table === null ? null : `constraint ${table.id}.${change.action.constraint}`;
  if (isChange(change, 'drop-index')) return index === null ? null : `index ${index.id}`;
  if (isChange(change, 'rename-type', 'drop-type'))
    return `enum ${change.action.type.schema ?? 'public'}.${change.action.type.name}`;
  return null;
}

/** The column that the change needs. */
function touched(change: Change): string | null {
  const { table } = change;
  if (!isChange(change, 'set-type', 'set-not-null', 'drop-not-null', 'set-default', 'drop-default') || table === null)
    return null;
  return `column ${table.id}.${change.action.column}`;
}
