import type { Report } from '../../contracts/report';
import type { Catalog, ColumnObject, ConstraintObject } from '../../postgres/catalog/model';

type ChangedTable = NonNullable<Report['changedTables']>[number];

interface Shape {
  readonly columns: Map<string, ColumnObject>;
  readonly constraints: ConstraintObject[];
}

/** Tables that differ between two catalogs in columns, keys or existence, as they are in `after`; sorted by name. */
export function changedTables(before: Catalog, after: Catalog): ChangedTable[] {
  const old = shapes(before);
  const current = shapes(after);
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((name) => {
    const was = old.get(name);
    const is = current.get(name);
    const columns = columnRows(was, is);
    const keys = (shape: Shape | undefined) =>
      shape?.constraints
        .map(({ definition }) => definition)
        .sort()
        .join('\n');
    if (was && is && columns.every(({ change }) => change === null) && keys(was) === keys(is)) return [];
    const shape = is ?? was;
    return [
      {
        name,
        change:
          was === undefined ? ('created' as const) : is === undefined ? ('dropped' as const) : ('changed' as const),
        columns,
        references: (shape?.constraints ?? []).flatMap(({ references, columns: own }) =>
          references === null
            ? []
            : [
                {
                  table: references.table,
                  columns: [...own],
                  optional: own.some((column) => shape?.columns.get(column)?.notNull === false),
                },
              ],
        ),
      },
    ];
  });
}

function shapes(catalog: Catalog): Map<string, Shape> {
  const tables = new Map<string, Shape>();
  for (const object of catalog.objects) {
    if (object.kind === 'table') tables.set(object.id, { columns: new Map(), constraints: [] });
  }
  for (const object of catalog.objects) {
    if (object.kind !== 'column' && object.kind !== 'constraint') continue;
    const table = tables.get(`${object.schema}.${object.table}`);
    if (object.kind === 'column') table?.columns.set(object.name, object);
    else if (object.type === 'primary-key' || object.type === 'foreign-key') table?.constraints.push(object);
  }
  return tables;
}

function columnRows(was: Shape | undefined, is: Shape | undefined): ChangedTable['columns'] {
  const names = [...new Set([...(is?.columns.keys() ?? []), ...(was?.columns.keys() ?? [])])];
  const isWhole = was === undefined || is === undefined;
  return names.flatMap((name) => {
    const old = was?.columns.get(name);
    const current = is?.columns.get(name);
    const column = current ?? old;
    if (column === undefined) return [];
    const same =
      old && current && old.type === current.type && old.notNull === current.notNull && old.default === current.default;
    const change = isWhole || same ? null : old === undefined ? 'added' : current === undefined ? 'dropped' : 'changed';
    return [{ name, type: column.type, key: keyOf(is ?? was, name), change }];
  });
}

function keyOf(shape: Shape | undefined, column: string): 'primary' | 'foreign' | null {
  const of = (type: ConstraintObject['type']) =>
    shape?.constraints.some((constraint) => constraint.type === type && constraint.columns.includes(column));
  return of('primary-key') ? 'primary' : of('foreign-key') ? 'foreign' : null;
}
