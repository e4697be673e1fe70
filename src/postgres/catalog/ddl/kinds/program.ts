import { quoteIdentifier } from '../../../sql/identifiers';
import { aspectsOf } from '../../compare/aspects/aspects-of';
import { identifierPattern, unquoteIdentifier } from '../../identifier';
import type { FunctionObject, ViewObject } from '../../model';
import type { Context } from '../context';
import { optionChanges, optionList } from '../options';
import { type Draft, statement } from '../script';
import type { Kind } from './kind';

export const viewKind: Kind<ViewObject> = {
  create: (view, context) => [createView(view, '', context), ...columnDefaults([], view, context)],
  drop(view, { names }) {
    const kind = view.materialized ? 'MATERIALIZED VIEW' : 'VIEW';
    return [statement('DropView', `DROP ${kind} ${names.of(view)}`)];
  },
  alter(from, to, context) {
    const kind = to.materialized ? 'MATERIALIZED VIEW' : 'VIEW';
    const options = optionChanges(from.options, to.options).map((action) =>
      statement('AlterView', `ALTER ${kind} ${context.names.of(to)} ${action}`),
    );
    const [before, after] = [from.columns.map(withoutDefault), to.columns.map(withoutDefault)];
    const defaults = columnDefaults(from.columns, to, context);
    const sameQuery =
      aspectsOf({ ...from, options: to.options, columns: before }, { ...to, columns: after }).length === 0;
    if (sameQuery) return [...options, ...defaults];
    // CREATE OR REPLACE can only add columns at the end (PostgreSQL manual, CREATE VIEW).
    const replaceable = !from.materialized && !to.materialized && before.every((column, i) => column === after[i]);
    return replaceable ? [createView(to, 'OR REPLACE ', context), ...defaults] : null;
  },
};

function createView(view: ViewObject, orReplace: string, { names }: Context): Draft {
  const head = `CREATE ${orReplace}${view.materialized ? 'MATERIALIZED VIEW' : 'VIEW'} ${names.of(view)}`;
  const options = view.options.length === 0 ? '' : ` WITH (${optionList(view.options)})`;
  const query = view.definition.trim().replace(/;$/, '');
  const data = view.materialized && !view.populated ? '\nWITH NO DATA' : '';
  return statement('CreateView', `${head}${options} AS\n${query}${data}`);
}

const columnName = new RegExp(`^${identifierPattern}`);
const columnDefault = / DEFAULT (.*)$/s;

function withoutDefault(column: string): string {
  return column.replace(columnDefault, '');
}

function columnDefaults(before: readonly string[], view: ViewObject, { names }: Context): Draft[] {
  const value = (column: string | undefined) => columnDefault.exec(column ?? '')?.[1] ?? null;
  return view.columns.flatMap((column, i) => {
    const now = value(column);
    if (now === value(before[i])) return [];
    const name = quoteIdentifier(unquoteIdentifier(columnName.exec(column)?.[0] ?? ''));
    const action = now === null ? 'DROP DEFAULT' : `SET DEFAULT ${now}`;
    return [statement('AlterView', `ALTER VIEW ${names.of(view)} ALTER COLUMN ${name} ${action}`)];
  });
}

const forms: Readonly<Record<FunctionObject['form'], string>> = {
  function: 'FUNCTION',
  window: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
};

export const functionKind: Kind<FunctionObject> = {
  create: (program) => [
    statement('CreateFunction', program.form === 'aggregate' ? aggregate(program) : program.definition),
  ],
  drop(program, { names }) {
    const args = program.form === 'aggregate' && program.arguments === '' ? '*' : program.arguments;
    return [statement('DropFunction', `DROP ${forms[program.form]} ${names.of(program)}(${args})`)];
  },
  alter(from, to) {
    if (aspectsOf(from, to).length === 0 && from.definition === to.definition) return [];
    // What callers rely on cannot be replaced: names of arguments, results (PostgreSQL manual, CREATE FUNCTION).
    const same = from.form === to.form && to.form !== 'aggregate' && signature(from) === signature(to);
    return same ? [statement('CreateFunction', to.definition)] : null;
  },
};

function signature({ definition }: FunctionObject): string {
  return definition.slice(0, definition.indexOf('\n LANGUAGE '));
}

/** The catalog's text of an aggregate in the words of CREATE AGGREGATE. */
function aggregate({ definition, arguments: args }: FunctionObject): string {
  return definition
    .replace('() (', args === '' ? '(*) (' : '() (')
    .replace(', ORDERED SET', '')
    .replace(
      /SORTOP = (?:([^\s.,]+)\.)?([^\s.(,]+)\([^()]*\)/,
      (_, schema: string | undefined, operator: string) => `SORTOP = OPERATOR(${schema ?? 'pg_catalog'}.${operator})`,
    );
}
