import type { CatalogObject, CommentObject, OwnerObject, PrivilegeObject } from '../model';
import { AspectList } from './aspects/list';
import { type Draft, draft } from './draft';
import type { Side } from './side';

export interface AccessOptions {
  readonly comments: boolean;
  readonly privileges: boolean;
  readonly owners: boolean;
}

/** Comments, privileges and owners of the objects that both sides have. */
export function accessDrafts(
  expected: Side,
  actual: Side,
  options: AccessOptions,
  versions: readonly number[],
): Draft[] {
  const both = inBoth(expected, actual);
  const drafts: Draft[] = [];
  if (options.comments) drafts.push(...commentDrafts(expected, actual, both));
  if (options.privileges) drafts.push(...privilegeDrafts(expected, actual, both, versions));
  if (options.owners) drafts.push(...ownerDrafts(expected, actual, both));
  return drafts;
}

type About = CommentObject | PrivilegeObject | OwnerObject;

function inBoth(expected: Side, actual: Side): (about: About) => boolean {
  const ids = (side: Side) => new Set(side.objects.map(({ kind, id }) => `${kind} ${id}`));
  const [before, after] = [ids(expected), ids(actual)];
  const has = (set: ReadonlySet<string>, { of, target, schema, table }: About) =>
    of === 'default' ||
    set.has(`${of} ${target}`) ||
    // Columns of views and attributes of types are no objects of their own.
    (of === 'column' && (set.has(`view ${schema}.${table}`) || set.has(`composite-type ${schema}.${table}`)));
  return (about) => has(before, about) && has(after, about);
}

function commentDrafts(expected: Side, actual: Side, both: (about: About) => boolean): Draft[] {
  return pairUp(expected.all('comment'), actual.all('comment')).flatMap(([before, after]) => {
    const about = (before ?? after) as CommentObject;
    if (before?.text === after?.text || !both(about)) return [];
    const list = new AspectList();
    list.add(`comment on the ${about.of}`, before?.text, after?.text);
    return [draft(changeOf(before, after), before, after, list.words)];
  });
}

/** What PUBLIC may do in the schema `public` of a new database changed with 15. */
const publicSchemaDefault = 150_000;
/** MAINTAIN came with 17 and is part of ALL there. */
const maintain = 170_000;

function privilegeDrafts(
  expected: Side,
  actual: Side,
  both: (about: About) => boolean,
  versions: readonly number[],
): Draft[] {
  const straddles = (version: number) => versions.some((v) => v < version) && versions.some((v) => v >= version);
  const readable = (object: PrivilegeObject | null): string[] | undefined =>
    object?.grants.map((grant) => {
      const [grantee = '', list = ''] = grant.split(/: (?=[^:]*$)/);
      const kept = list
        .split(', ')
        .filter((item) => !(straddles(maintain) && item.startsWith('MAINTAIN')))
        .filter(
          (item) =>
            !(
              straddles(publicSchemaDefault) &&
              object.id === 'schema public' &&
              grantee === 'PUBLIC' &&
              item === 'CREATE'
            ),
        );
      return `${grantee}: ${kept.join(', ')}`;
    });
  return pairUp(expected.all('privilege'), actual.all('privilege')).flatMap(([before, after]) => {
    const about = (before ?? after) as PrivilegeObject;
    if (!both(about)) return [];
    const [wanted, found] = [readable(before), readable(after)];
    if (wanted !== undefined && found !== undefined && wanted.join('\n') === found.join('\n')) return [];
    const list = new AspectList();
    const subject = about.of === 'default' ? 'default privileges' : `privileges on the ${about.of}`;
    list.add(subject, wanted?.join('; ') ?? 'as for a new object', found?.join('; ') ?? 'as for a new object');
    return [draft(changeOf(before, after), before, after, list.words)];
  });
}

/** Kinds whose owners the platform decides, and not the migrations. */
export const platformKinds: readonly string[] = ['schema', 'extension', 'event-trigger', 'publication'];

/**
 * Whoever owns most is the role that migrates, which has another name on every server: only the owners of single
 * objects are compared.
 */
function ownerDrafts(expected: Side, actual: Side, both: (about: About) => boolean): Draft[] {
  const [main, actualMain] = [mainOwner(expected), mainOwner(actual)];
  return pairUp(expected.all('owner'), actual.all('owner')).flatMap(([before, after]) => {
    if (before === null || after === null || platformKinds.includes(before.of) || !both(before)) return [];
    const same = before.owner === main ? after.owner === actualMain : before.owner === after.owner;
    return same ? [] : [draft('changed', before, after, [`owner ${before.owner} → ${after.owner}`])];
  });
}

/** The role that owns most; what comes with a server is its administrator's, whoever that is. */
export function mainOwner(side: Side): string | null {
  const counts = new Map<string, number>();
  for (const { of, owner } of side.all('owner').values())
    if (!platformKinds.includes(of)) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return [...counts].reduce<[string | null, number]>(
    (most, entry) => (entry[1] > most[1] ? entry : most),
    [null, 0],
  )[0];
}

function changeOf(before: CatalogObject | null, after: CatalogObject | null): Draft['change'] {
  return before === null ? 'unexpected' : after === null ? 'missing' : 'changed';
}

function pairUp<Kind>(
  expected: ReadonlyMap<string, Kind>,
  actual: ReadonlyMap<string, Kind>,
): [Kind | null, Kind | null][] {
  const keys = new Set([...expected.keys(), ...actual.keys()]);
  return [...keys].map((key) => [expected.get(key) ?? null, actual.get(key) ?? null]);
}
