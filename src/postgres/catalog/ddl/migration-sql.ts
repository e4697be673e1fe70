import { mainOwner, platformKinds } from '../compare/access';
import { Side } from '../compare/side';
import type { Catalog, CatalogObject } from '../model';
import { changesOf } from './changes';
import { type Context, Picture } from './context';
import { dependenciesOf } from './dependencies';
import { Names } from './names';
import { type KnownRename, renameKnown, renamesOf } from './renames';
import { type DdlScript, joinDrafts } from './script';
import { stepsOf } from './steps';

export interface MigrationSqlOptions {
  /**
   * The schema that the `search_path` begins with where the script will run (`?schema=`, else `public`): names in it are
   * written without it, as Prisma does. Null: every name in full. Default: null.
   */
  readonly defaultSchema?: string | null;
  /** Comments of objects that both have; those of new objects come with them. Default: true. */
  readonly comments?: boolean;
  /** Default: false; what has to be made anew gets its grants back in any case. */
  readonly privileges?: boolean;
  /** Default: false. */
  readonly owners?: boolean;
  /** Drop schemas; what is not ours may be in them. Default: false. */
  readonly dropSchemas?: boolean;
  /** Rename what only has another name, instead of dropping the one and creating the other. Default: true. */
  readonly renames?: boolean;
  /** Tables and columns of `from` that are known to be the same under another name in `to`: renamed first. */
  readonly known?: readonly KnownRename[];
}

const withoutNothing: Catalog = { serverVersionNumber: 0, schemas: [], objects: [] };

/** SQL that makes everything in a catalog, in a database that has nothing but `public`. */
export function catalogSql(catalog: Catalog, options: MigrationSqlOptions = {}): DdlScript {
  const empty = {
    ...withoutNothing,
    objects: catalog.objects.filter(({ kind, name }) => kind === 'schema' && name === 'public'),
  };
  return migrationSql(empty, catalog, options);
}

/**
 * SQL that turns a database with the catalog `from` into one with the catalog `to`: creates in the order of dependencies,
 * drops in reverse, in place where PostgreSQL can, without CASCADE. Every statement can run in a transaction. Pure.
 */
export function migrationSql(from: Catalog, to: Catalog, options: MigrationSqlOptions = {}): DdlScript {
  const remaining: string[] = [];
  const names = new Names(options.defaultSchema ?? null);
  const renames = options.renames ?? true;
  const known = renameKnown(from.objects, options.known ?? [], names);
  const renamed = renames ? renamesOf({ ...from, objects: known.objects }, to, names) : { ...known, steps: [] };
  const [owner, ownerTo] = [mainOwner(new Side(from.objects)), mainOwner(new Side(to.objects))];
  const context: Context = {
    from: new Picture(renamed.objects.filter((object) => !isUsualOwner(object, owner))),
    to: new Picture(wanted(renamed.objects, to, options).filter((object) => !isUsualOwner(object, ownerTo))),
    mainOwner: owner,
    names,
    renames,
    remains: (line) => remaining.push(line),
  };
  const [before, after] = [dependenciesOf(context.from), dependenciesOf(context.to)];
  const changes = changesOf(context, before);
  const steps = stepsOf(changes, context, before, after);
  return {
    statements: joinDrafts([...known.steps, ...renamed.steps, ...steps]),
    remaining: [...new Set(remaining)],
  };
}

/** The ownership of the main role, which has another name on every server, is nothing to bring over. */
function isUsualOwner(object: CatalogObject, main: string | null): boolean {
  return object.kind === 'owner' && (object.owner === main || platformKinds.includes(object.of));
}

/** What is to be there: of what was not asked for, what is there already. */
function wanted(from: readonly CatalogObject[], to: Catalog, options: MigrationSqlOptions): CatalogObject[] {
  const asked: Partial<Record<CatalogObject['kind'], boolean>> = {
    comment: options.comments ?? true,
    privilege: options.privileges ?? false,
    owner: options.owners ?? false,
  };
  const ids = new Set(to.objects.map(({ kind, id }) => `${kind} ${id}`));
  const isThere = ({ of, target, schema, table }: Extract<CatalogObject, { target: string }>) =>
    of === 'default' || ids.has(`${of} ${target}`) || (of === 'column' && ids.has(`view ${schema}.${table}`));
  const left = (object: CatalogObject) => asked[object.kind] === false;
  const before = new Set(from.map(({ kind, id }) => `${kind} ${id}`));
  const isOfNew = (object: CatalogObject) => object.kind === 'comment' && !before.has(`${object.of} ${object.target}`);
  const kept = from.filter(
    (object) =>
      (left(object) && 'target' in object && isThere(object)) ||
      (object.kind === 'schema' && options.dropSchemas !== true && !ids.has(`schema ${object.id}`)),
  );
  return [...to.objects.filter((object) => !left(object) || isOfNew(object)), ...kept];
}
