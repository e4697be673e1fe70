import type { Node } from '@pgsql/types';
import type { Catalog } from '../../postgres/catalog/model';
import { alterCommands, droppedNames, rangeVarName } from '../../postgres/sql/ast';
import type { QualifiedName } from '../../postgres/sql/identifiers';

/** What a statement does that cannot be watched inside a transaction. */
export interface KnownEffects {
  readonly locks: readonly { readonly table: string; readonly mode: string }[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
}

/**
 * The locks and reads of the statements that run outside a transaction, from the PostgreSQL manual: 13.3.1 (table-level
 * locks) and the pages of CREATE INDEX, DROP INDEX, REINDEX, VACUUM and ALTER TABLE. `catalog` tells the table of an
 * index; what is not in it has no effects here.
 */
export function knownEffects(node: Node, catalog: Catalog | null): KnownEffects {
  if ('IndexStmt' in node) {
    const table = find(catalog, 'table', rangeVarName(node.IndexStmt.relation));
    return effects(table, 'ShareUpdateExclusiveLock', { scanned: true });
  }
  if ('DropStmt' in node) {
    const tables = droppedNames(node.DropStmt.objects).map((name) => tableOfIndex(catalog, name));
    return merge(tables.map((table) => effects(table, 'ShareUpdateExclusiveLock')));
  }
  if ('ReindexStmt' in node) {
    const name = rangeVarName(node.ReindexStmt.relation);
    const isIndex = node.ReindexStmt.kind === 'REINDEX_OBJECT_INDEX';
    const table = isIndex ? tableOfIndex(catalog, name) : find(catalog, 'table', name);
    return effects(table, 'ShareUpdateExclusiveLock', { scanned: true });
  }
  if ('VacuumStmt' in node) {
    const full = (node.VacuumStmt.options ?? []).some((o) => 'DefElem' in o && o.DefElem.defname === 'full');
    const tables = (node.VacuumStmt.rels ?? []).flatMap((relation) =>
      'VacuumRelation' in relation ? [find(catalog, 'table', rangeVarName(relation.VacuumRelation.relation))] : [],
    );
    const mode = full ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
    return merge(tables.map((table) => effects(table, mode, { scanned: true, rewritten: full })));
  }
  if ('AlterTableStmt' in node) {
    const parent = find(catalog, 'table', rangeVarName(node.AlterTableStmt.relation));
    const partitions = alterCommands(node.AlterTableStmt).flatMap(({ def }) =>
      def !== undefined && 'PartitionCmd' in def ? [find(catalog, 'table', rangeVarName(def.PartitionCmd.name))] : [],
    );
    return merge([
      effects(parent, 'ShareUpdateExclusiveLock'),
      ...partitions.map((partition) => effects(partition, 'AccessExclusiveLock')),
    ]);
  }
  return effects(null, '');
}

function effects(
  table: string | null,
  mode: string,
  options: { scanned?: boolean; rewritten?: boolean } = {},
): KnownEffects {
  if (table === null) return { locks: [], rewrites: [], scans: [] };
  return {
    locks: [{ table, mode }],
    rewrites: options.rewritten === true ? [table] : [],
    scans: options.scanned === true ? [table] : [],
  };
}

function merge(all: readonly KnownEffects[]): KnownEffects {
  return {
    locks: all.flatMap(({ locks }) => locks),
    rewrites: all.flatMap(({ rewrites }) => rewrites),
    scans: all.flatMap(({ scans }) => scans),
  };
}

/** `schema.name` of an object; a name without a schema is looked for in `public` first, then anywhere. */
function find(catalog: Catalog | null, kind: 'table' | 'index', { schema, name }: QualifiedName): string | null {
  const found = (catalog?.objects ?? []).filter(
    (object) => object.kind === kind && object.name === name && (schema === null || object.schema === schema),
  );
  return (found.find((object) => object.schema === 'public') ?? found[0])?.id ?? null;
}

function tableOfIndex(catalog: Catalog | null, name: QualifiedName): string | null {
  const id = find(catalog, 'index', name);
  const index = catalog?.objects.find((object) => object.kind === 'index' && object.id === id);
  return index?.kind === 'index' ? `${index.schema}.${index.table}` : null;
}
