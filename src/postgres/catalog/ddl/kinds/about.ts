import { quoteIdentifier, quoteLiteral } from '../../../sql/identifiers';
import type { CommentObject, OwnerObject, PrivilegeObject } from '../../model';
import type { Context } from '../context';
import { type Draft, statement } from '../script';
import type { Kind } from './kind';

type About = CommentObject | OwnerObject | PrivilegeObject;

const words: Readonly<Record<string, string>> = {
  enum: 'TYPE',
  'composite-type': 'TYPE',
  'range-type': 'TYPE',
  domain: 'DOMAIN',
  schema: 'SCHEMA',
  sequence: 'SEQUENCE',
  index: 'INDEX',
  statistics: 'STATISTICS',
};
const functionForms = {
  function: 'FUNCTION',
  window: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
} as const;

/** `TABLE "public"."User"`, `COLUMN …`, `FUNCTION …(…)`: what COMMENT ON and OWNER TO speak of. */
export function subject(about: About, { names, to, from }: Context): string {
  const { of, schema, name } = about;
  const home = names.of({ schema, name: about.table ?? '' });
  switch (of) {
    case 'column':
      return `COLUMN ${home}.${quoteIdentifier(name)}`;
    case 'constraint':
    case 'trigger':
    case 'policy':
    case 'rule':
      return `${of.toUpperCase()} ${quoteIdentifier(name)} ON ${home}`;
    case 'table': {
      const form = (to.all('table').get(about.target) ?? from.all('table').get(about.target))?.form;
      return `${form === 'foreign' ? 'FOREIGN ' : ''}TABLE ${names.of(about)}`;
    }
    case 'view': {
      const view = to.all('view').get(about.target) ?? from.all('view').get(about.target);
      return `${view?.materialized === true ? 'MATERIALIZED ' : ''}VIEW ${names.of(about)}`;
    }
    case 'function': {
      const program = to.all('function').get(about.target) ?? from.all('function').get(about.target);
      const args = program?.form === 'aggregate' && program.arguments === '' ? '*' : (program?.arguments ?? '');
      return `${functionForms[program?.form ?? 'function']} ${names.of(about)}(${args})`;
    }
    case 'event-trigger':
      return `EVENT TRIGGER ${quoteIdentifier(name)}`;
    case 'extension':
    case 'publication':
      return `${of.toUpperCase()} ${quoteIdentifier(name)}`;
    case 'schema':
      return `SCHEMA ${quoteIdentifier(name)}`;
    default:
      return `${words[of] ?? of.toUpperCase()} ${names.of(about)}`;
  }
}

export const commentKind: Kind<CommentObject> = {
  create: (comment, context) => [commentOn(comment, quoteLiteral(comment.text).trimStart(), context)],
  drop: (comment, context) => [commentOn(comment, 'NULL', context)],
  alter: (from, to, context) => (from.text === to.text ? [] : commentKind.create(to, context)),
};

function commentOn(comment: CommentObject, text: string, context: Context): Draft {
  return statement('Comment', `COMMENT ON ${subject(comment, context)} IS ${text}`);
}

export const ownerKind: Kind<OwnerObject> = {
  create(owner, context) {
    return [statement('AlterOwner', `ALTER ${subject(owner, context)} OWNER TO ${quoteIdentifier(owner.owner)}`)];
  },
  drop(owner, context) {
    return context.mainOwner === null ? [] : ownerKind.create({ ...owner, owner: context.mainOwner }, context);
  },
  alter(from, to, context) {
    return from.owner === to.owner ? [] : ownerKind.create(to, context);
  },
};
