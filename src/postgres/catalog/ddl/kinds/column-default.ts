import { quoteIdentifier } from '../../../sql/identifiers';
import { defaultOf } from '../../compare/aspects/table';
import type { ColumnObject } from '../../model';
import type { Context } from '../context';
import type { ColumnDefault } from '../part';
import { alterTable, type Draft, statement } from '../script';
import { identityClause, identityType, onlyHome } from './column';
import type { Kind } from './kind';

export const columnDefaultKind: Kind<ColumnDefault> = {
  create({ column }, context) {
    const { names } = context;
    if (column.identity !== null) {
      return [
        alterTable(
          names.home(column),
          `ALTER COLUMN ${quoteIdentifier(column.name)} ADD ${identityClause(column, context)}`,
        ),
        ...identityType(column, context),
        ...startAfterRows(column, context),
      ];
    }
    return [
      alter(column, `SET DEFAULT ${names.default(column.default as string, column.type)}`, context),
      ...startAfterRows(column, context),
    ];
  },
  drop({ column }, context) {
    return [alter(column, column.identity === null ? 'DROP DEFAULT' : 'DROP IDENTITY', context)];
  },
  alter({ column: from }, { column: to }, context) {
    if ((from.identity === null) !== (to.identity === null)) return null;
    if (to.identity !== null) {
      if (from.sequence !== to.sequence) return null;
      return from.identity === to.identity
        ? []
        : [alter(to, `SET GENERATED ${to.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'}`, context)];
    }
    if (defaultOf(from) === defaultOf(to)) return [];
    return [alter(to, `SET DEFAULT ${context.names.default(to.default as string, to.type)}`, context)];
  },
};

function alter(column: ColumnObject, action: string, context: Context): Draft {
  return alterTable(onlyHome(column, context), `ALTER COLUMN ${quoteIdentifier(column.name)} ${action}`);
}

/** A sequence that is new to a column with rows must not give out numbers that are taken. */
function startAfterRows(column: ColumnObject, { from, to, names }: Context): Draft[] {
  const sequence = column.sequence === null ? undefined : to.all('sequence').get(column.sequence);
  if (sequence === undefined || from.all('column').get(column.id) === undefined) return [];
  const before = from.all('sequence').get(sequence.id);
  if (before !== undefined && before.identity === sequence.identity && before.ownedBy === sequence.ownedBy) return [];
  const most = sequence.increment.startsWith('-') ? 'min' : 'max';
  const next = `(SELECT ${most}(${quoteIdentifier(column.name)}) FROM ${names.home(column)})`;
  const name = names.of(sequence).replaceAll("'", "''");
  return [
    statement(
      'AlterSequence',
      `SELECT setval('${name}', coalesce(${next} + ${sequence.increment}, ${sequence.start}), false)`,
    ),
  ];
}
