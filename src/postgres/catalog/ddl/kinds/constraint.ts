import { quoteIdentifier } from '../../../sql/identifiers';
import { aspectsOf } from '../../compare/aspects/aspects-of';
import { constraintBody } from '../../compare/aspects/constraint';
import { quoteIdentifier as printed } from '../../identifier';
import type { ConstraintObject, IndexObject, TriggerObject } from '../../model';
import type { Context, Picture } from '../context';
import { optionChanges, optionList } from '../options';
import { alterTable, type Draft, statement } from '../script';
import type { Kind } from './kind';
import { setEnabled } from './trigger';

/** `CONSTRAINT "name" …`, as in CREATE TABLE and after ADD. */
export function constraintClause(constraint: ConstraintObject, context: Context): string {
  return `CONSTRAINT ${quoteIdentifier(constraint.name)} ${definition(constraint, context)}`;
}

/** What cannot be said in the clause. */
export function constraintSettings(constraint: ConstraintObject, context: Context): Draft[] {
  const index = indexOf(constraint, context.to);
  const options = index?.options ?? [];
  return [
    ...(options.length === 0 || index === undefined
      ? []
      : [statement('AlterIndex', `ALTER INDEX ${context.names.of(index)} SET (${optionList(options)})`)]),
    ...upheld(true, constraint, context),
  ];
}

const plainActions = /^(?: ON (?:UPDATE|DELETE) (?:CASCADE|RESTRICT|SET NULL|SET DEFAULT))*$/;

/** As Prisma writes it where it is what Prisma can write; else the server's text. */
function definition(constraint: ConstraintObject, { names, to }: Context): string {
  const { columns, references } = constraint;
  if (constraint.definition === `PRIMARY KEY (${columns.map(printed).join(', ')})`) {
    // Without spaces, as the engine writes it.
    return `PRIMARY KEY (${columns.map(quoteIdentifier).join(',')})`;
  }
  if (references === null) return names.expression(constraint.definition);
  const target = to.all('table').get(references.table);
  const printedTarget = target && `${names.printed(target)}(${references.columns.map(printed).join(', ')})`;
  const head = `FOREIGN KEY (${columns.map(printed).join(', ')}) REFERENCES ${printedTarget}`;
  const rest = constraint.definition.slice(head.length);
  if (target === undefined || !constraint.definition.startsWith(head) || !plainActions.test(rest)) {
    return names.expression(constraint.definition);
  }
  return (
    `FOREIGN KEY (${names.columns(columns)}) REFERENCES ${names.of(target)}(${names.columns(references.columns)})` +
    ` ON DELETE ${references.onDelete} ON UPDATE ${references.onUpdate}`
  );
}

export const constraintKind: Kind<ConstraintObject> = {
  create(constraint, context) {
    const { names } = context;
    const table = names.home(constraint);
    const fails = constraint.type === 'primary-key' || constraint.type === 'exclusion' || constraint.type === 'unique';
    const note = fails || !constraint.validated ? {} : {};
    const add = `ADD ${constraintClause(constraint, context)}`;
    return [
      constraint.type === 'foreign-key'
        ? statement('AddForeignKey', `ALTER TABLE ${table} ${add}`, note)
        : alterTable(table, add, note),
      ...constraintSettings(constraint, context),
    ];
  },
  drop(constraint, { names }) {
    const [table, drop] = [names.home(constraint), `DROP CONSTRAINT ${quoteIdentifier(constraint.name)}`];
    return [
      constraint.type === 'foreign-key'
        ? statement('DropForeignKey', `ALTER TABLE ${table} ${drop}`)
        : alterTable(table, drop),
    ];
  },
  alter(from, to, context) {
    const indexes = [indexOf(from, context.from), indexOf(to, context.to)] as const;
    const [before, after] = indexes;
    const options = before && after ? optionChanges(before.options ?? [], after.options ?? []) : [];
    const settings = [
      ...(after
        ? options.map((action) => statement('AlterIndex', `ALTER INDEX ${context.names.of(after)} ${action}`))
        : []),
      ...upheld(from.triggersEnabled ?? true, to, context),
    ];
    if (aspectsOf(from, to).length === 0) return settings;
    const body = from.type === to.type && constraintBody(from) === constraintBody(to) && from.enforced === to.enforced;
    if (!body) return null;
    const table = context.names.home(to);
    const name = quoteIdentifier(to.name);
    const drafts: Draft[] = [];
    if (from.deferrable !== to.deferrable || from.deferred !== to.deferred) {
      if (to.type !== 'foreign-key') return null;
      const timing = to.deferrable
        ? `DEFERRABLE INITIALLY ${to.deferred ? 'DEFERRED' : 'IMMEDIATE'}`
        : 'NOT DEFERRABLE';
      drafts.push(statement('AlterTable', `ALTER TABLE ${table} ALTER CONSTRAINT ${name} ${timing}`));
    }
    if (from.validated && !to.validated) return null;
    if (!from.validated && to.validated) {
      drafts.push(statement('AlterTable', `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`));
    }
    return [...drafts, ...settings];
  },
};

/** The index behind a constraint: the server gives both one name. */
function indexOf(constraint: ConstraintObject, picture: Picture): IndexObject | undefined {
  return picture
    .on('index', { schema: constraint.schema, name: constraint.table })
    .find((index) => index.constraint === constraint.name);
}

/**
 * The triggers behind a foreign key have no names of their own: all triggers of the table are switched, then those that
 * somebody made are put back as they are to be.
 */
function upheld(before: boolean, constraint: ConstraintObject, { names, to }: Context): Draft[] {
  const now = constraint.triggersEnabled ?? true;
  if (before === now) return [];
  const table = names.home(constraint);
  const triggers: TriggerObject[] = to.on('trigger', { schema: constraint.schema, name: constraint.table });
  return [
    statement('AlterTable', `ALTER TABLE ${table} ${now ? 'ENABLE' : 'DISABLE'} TRIGGER ALL`),
    ...triggers.filter(({ enabled }) => (enabled === 'O') !== now).map((trigger) => setEnabled(trigger, table)),
  ];
}
