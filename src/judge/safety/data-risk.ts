import type { Facts } from '../../contracts/facts';
import type { ProbeQuestion } from '../../contracts/probe-result';
import { conversionRisk, isPlainCast } from '../../gather/statements/casts';
import { fillsItself } from '../../gather/statements/columns';
import { columnNames } from '../../postgres/sql/ast';
import { type Change, type ChangeOf, isChange, type TableFacts } from './change';
import { probed } from './rule-kit';
import { hasNoRows } from './size';
import { mayHaveDuplicates, mayHaveOrphans } from './uniqueness';

/**
 * The question on which it depends whether the change fails on the rows of its table. Null: it cannot fail on them, or the
 * pending migrations have changed those rows before, and then their author has thought of it and the rows of a target as
 * they are now tell nothing.
 */
export function dataQuestion(change: Change): ProbeQuestion | null {
  const { table, column } = change;
  if (isChange(change, 'replace-enum')) {
    const moved = change.parts.filter((part) => isChange(part, 'set-type') && part.table?.isNew === false);
    const isAtRisk = (part: Change) =>
      isChange(part, 'set-type') &&
      isPlainCast(part.action.using, part.action.column) &&
      !wasPrepared(part.table, [part.action.column]);
    return moved.some(isAtRisk) ? 'enum-values' : null;
  }
  if (table === null || table.isNew || table.isEmptied || table.mustBeEmpty) return null;
  if (isChange(change, 'add-column'))
    return change.action.spec.notNull && !fillsItself(change.action.spec) ? 'any-row' : null;
  if (isChange(change, 'set-not-null')) {
    if (column?.notNull === true || column?.isFilled === true) return null;
    return isProvenNotNull(table, change.action.column) || wasPrepared(table, [change.action.column]) ? null : 'nulls';
  }
  if (isChange(change, 'set-type')) {
    const { column: name, type, using } = change.action;
    if (column === null || column.isNew || wasPrepared(table, [name]) || keepsEveryValue(change)) return null;
    return conversionRisk(name, column.type, type, using) === 'may-fail' ? 'cast' : null;
  }
  if (isChange(change, 'create-index')) {
    const { unique, columns, whereNode, nullsNotDistinct } = change.action.spec;
    if (!unique || wasPrepared(table, [...columns, ...columnNames(whereNode)])) return null;
    return mayHaveDuplicates(change, columns, nullsNotDistinct) ? 'duplicates' : null;
  }
  if (!isChange(change, 'add-constraint')) return null;
  const { spec } = change.action;
  if (spec.notValid || spec.usingIndex !== null || wasPrepared(table, spec.columns)) return null;
  if (spec.type === 'unique')
    return mayHaveDuplicates(change, spec.columns, spec.nullsNotDistinct) ? 'duplicates' : null;
  if (spec.type === 'check') return [...table.columns.values()].some(({ isUpdated }) => isUpdated) ? null : 'check';
  if (spec.type !== 'foreign-key' || change.parent?.hasInserts === true) return null;
  return mayHaveOrphans(change, spec.columns) ? 'orphans' : null;
}

/** Whether the change may fail on the rows of its table, as far as they were not asked; not when a target has none. */
export function mayFailOnData(change: Change, facts: Facts): boolean {
  const question = dataQuestion(change);
  if (question === null) return false;
  const verdict = probed(facts, change, question)?.verdict;
  const isEmpty = change.table !== null && hasNoRows(change.table.size);
  return verdict === 'will-fail' || (verdict !== 'safe' && !isEmpty);
}

/** Whether it depends on rows that were not asked whether the change fails, also when there was none yet. */
export function isOpen(change: Change, facts: Facts): boolean {
  const question = dataQuestion(change);
  return question !== null && probed(facts, change, question)?.verdict !== 'safe';
}

/** From one enum to another that has all its values. */
function keepsEveryValue({ enumType, targetEnum, column, action }: ChangeOf<'set-type'>): boolean {
  if (enumType === null || targetEnum === null || column?.type.endsWith('[]') !== action.type.endsWith('[]'))
    return false;
  return enumType.values.every((value) => targetEnum.values.includes(value));
}

function wasPrepared(table: TableFacts | null, columns: readonly (string | null)[]): boolean {
  return table?.hasDeletes === true || columns.some((name) => table?.columns.get(name ?? '')?.isUpdated === true);
}

function isProvenNotNull({ constraints }: TableFacts, column: string): boolean {
  return [...constraints.values()].some(
    ({ type, validated, object }) => type === 'check' && validated && provesNotNull(object?.definition, column),
  );
}

/** `CHECK ((name IS NOT NULL))` or a part of it joined by AND, as the server prints it. */
function provesNotNull(definition: string | undefined, column: string): boolean {
  if (definition === undefined || / OR /.test(definition)) return false;
  const name = /^[a-z_][a-z0-9_]*$/.test(column) ? column : `"${column.replaceAll('"', '""')}"`;
  return definition.includes(`(${name} IS NOT NULL)`);
}
