import { quoteQualified } from '../../identifier';
import type { ColumnObject, TableObject } from '../../model';
import { withoutCasts } from '../definition';
import { AspectList } from './list';

const replicaIdentities: Readonly<Record<string, string>> = { d: 'default', n: 'nothing', f: 'full', i: 'index' };
const storages: Readonly<Record<string, string>> = { p: 'plain', e: 'external', m: 'main', x: 'extended' };
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };

export function tableAspects(expected: TableObject, actual: TableObject): string[] {
  const list = new AspectList();
  list.add('kind', expected.form, actual.form);
  list.flag(expected.unlogged, actual.unlogged, 'unlogged', 'logged');
  list.add('row level security', onOff(expected.rowSecurity), onOff(actual.rowSecurity));
  list.add('row level security forced', onOff(expected.rowSecurityForced), onOff(actual.rowSecurityForced));
  list.set('storage options', expected.options, actual.options);
  list.add('partition key', expected.partitionKey, actual.partitionKey);
  list.add('parents', expected.parents, actual.parents);
  list.add('partition bound', expected.partitionBound, actual.partitionBound);
  list.add('replica identity', replicaIdentity(expected), replicaIdentity(actual));
  list.add('clustered on', expected.clusteredOn, actual.clusteredOn);
  list.add('access method', expected.accessMethod ?? 'heap', actual.accessMethod ?? 'heap');
  list.add('foreign server', expected.foreign, actual.foreign);
  list.add('of type', expected.ofType, actual.ofType);
  return list.words;
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

function replicaIdentity({ replicaIdentity, replicaIdentityIndex }: TableObject): string {
  const word = replicaIdentities[replicaIdentity] ?? replicaIdentity;
  return replicaIdentityIndex ? `${word} ${replicaIdentityIndex}` : word;
}

/** Order of the columns that both tables have: null where it is the same. */
export function columnOrder(expected: readonly ColumnObject[], actual: readonly ColumnObject[]): string | null {
  const inOrder = (columns: readonly ColumnObject[], others: readonly ColumnObject[]) => {
    const common = new Set(others.map(({ name }) => name));
    return [...columns]
      .sort((a, b) => a.position - b.position)
      .map(({ name }) => name)
      .filter((name) => common.has(name));
  };
  const before = inOrder(expected, actual);
  const after = inOrder(actual, expected);
  if (before.every((name, i) => name === after[i])) return null;
  const list = new AspectList();
  list.add('column order', before, after);
  return list.words.join();
}

export function columnAspects(expected: ColumnObject, actual: ColumnObject): string[] {
  const list = new AspectList();
  list.add('type', expected.type, actual.type);
  list.flag(expected.notNull, actual.notNull, 'not null', 'nullable');
  list.add('not null constraint', expected.notNullMark, actual.notNullMark);
  const [before, after] = [defaultOf(expected), defaultOf(actual)];
  // A changed type brings a changed cast.
  const castOnly = expected.type !== actual.type && before && after && withoutCasts(before) === withoutCasts(after);
  if (!castOnly && before !== after) list.add('default', shownDefault(expected), shownDefault(actual));
  list.add('identity', expected.identity, actual.identity);
  list.add('generated', expected.generated, actual.generated);
  if (expected.generated !== null && actual.generated !== null) {
    list.add('generated', expected.generatedKind, actual.generatedKind);
  }
  list.add('collation', expected.collation ?? 'default', actual.collation ?? 'default');
  // The type decides which storage is the default.
  if (expected.type === actual.type) list.add('storage', storage(expected), storage(actual));
  list.add('compression', compression(expected), compression(actual));
  list.add('statistics target', expected.statisticsTarget ?? 'default', actual.statisticsTarget ?? 'default');
  list.set('options', expected.options ?? [], actual.options ?? []);
  return list.words;
}

/**
 * The default as it is compared. `DEFAULT NULL` of a type with a length is stored as `NULL::type` and does what no
 * default does; of its own sequence a column takes the next value whatever the sequence is called.
 */
export function defaultOf(column: ColumnObject): string | null {
  const text = column.default;
  if (text === null || /^NULL::[^'(]+(?:\([\d,]+\)[^'(]*)?$/.test(text)) return null;
  return isOwnSequence(column) ? 'nextval of its own sequence' : text;
}

function isOwnSequence({ default: text, sequence }: ColumnObject): boolean {
  if (text === null || sequence === null) return false;
  const [schema = '', name = ''] = splitOnce(sequence);
  return text === `nextval('${quoteQualified(schema, name).replaceAll("'", "''")}'::regclass)`;
}

function splitOnce(id: string): string[] {
  const dot = id.indexOf('.');
  return [id.slice(0, dot), id.slice(dot + 1)];
}

/** The text itself, unless only one of the two is of an own sequence: then the text is the same and says nothing. */
function shownDefault(column: ColumnObject): string | null {
  return defaultOf(column) === null ? null : column.default;
}

function storage({ storage }: ColumnObject): string {
  return storage === null ? 'default' : (storages[storage] ?? storage);
}

function compression({ compression }: ColumnObject): string {
  return compression === null ? 'default' : (compressions[compression] ?? compression);
}
