import { quoteIdentifier } from '../../../sql/identifiers';
import type { PrivilegeObject } from '../../model';
import type { Context } from '../context';
import { type Draft, statement } from '../script';
import { subject } from './about';
import type { Kind } from './kind';
import { quoteRole } from './trigger';

/** Every single privilege: `grantee\0PRIVILEGE` or `grantee\0PRIVILEGE WITH GRANT OPTION`. */
type Grants = ReadonlySet<string>;

function grantsOf(privilege: PrivilegeObject): Grants {
  return new Set(
    privilege.grants.flatMap((grant) => {
      const colon = grant.lastIndexOf(': ');
      const grantee = grant.slice(0, colon);
      return grant
        .slice(colon + 2)
        .split(', ')
        .map((word) => `${grantee}\0${word}`);
    }),
  );
}

/** What a new object grants besides to its owner (PostgreSQL manual, "Privileges"). */
function usual({ of, name, schema }: PrivilegeObject): Grants {
  // Those of one schema are added to the others.
  if (of === 'default' && schema !== '') return new Set();
  const types = ['enum', 'domain', 'composite-type', 'range-type'];
  if (of === 'function' || (of === 'default' && name.endsWith('.functions'))) return new Set(['PUBLIC\0EXECUTE']);
  if (types.includes(of) || (of === 'default' && name.endsWith('.types'))) return new Set(['PUBLIC\0USAGE']);
  return new Set();
}

export const privilegeKind: Kind<PrivilegeObject> = {
  create: (privilege, context) => changes(privilege, usual(privilege), grantsOf(privilege), context),
  drop: (privilege, context) => changes(privilege, grantsOf(privilege), usual(privilege), context),
  alter: (from, to, context) => changes(to, grantsOf(from), grantsOf(to), context),
};

function changes(privilege: PrivilegeObject, from: Grants, to: Grants, context: Context): Draft[] {
  const gone = [...from].filter((grant) => !to.has(grant));
  const fresh = [...to].filter((grant) => !from.has(grant));
  const ofOwner = [...gone, ...fresh].some((grant) => grant.startsWith('(owner)'));
  if (ofOwner && privilege.of !== 'default') {
    context.remains(`privileges of the owner on ${privilege.of} ${privilege.target}`);
  }
  const write = (list: readonly string[], verb: 'GRANT' | 'REVOKE') =>
    [...byGrantee(list)].map(([grantee, words]) => sentence(verb, grantee, words, privilege, context));
  return [...write(gone, 'REVOKE'), ...write(fresh, 'GRANT')];
}

/** `grantee`, and apart from it `grantee` with grant option: the privileges. */
function byGrantee(grants: readonly string[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const grant of grants) {
    const [grantee = '', word = ''] = grant.split('\0');
    if (grantee === '(owner)') continue;
    const option = word.endsWith(withOption);
    const key = option ? `${grantee}\0option` : grantee;
    map.set(key, [...(map.get(key) ?? []), option ? word.slice(0, -withOption.length) : word]);
  }
  return map;
}

const withOption = ' WITH GRANT OPTION';

function sentence(
  verb: 'GRANT' | 'REVOKE',
  key: string,
  words: readonly string[],
  privilege: PrivilegeObject,
  context: Context,
): Draft {
  const [grantee = '', option] = key.split('\0');
  const who = `${verb === 'GRANT' ? 'TO' : 'FROM'} ${quoteRole(grantee)}`;
  const end = verb === 'GRANT' && option !== undefined ? withOption : '';
  const list = words.join(', ');
  if (privilege.of === 'default') {
    const [, role = '', kind = ''] =
      /^(.*)\.(tables|sequences|functions|types|schemas|large objects)$/s.exec(privilege.name) ?? [];
    const where = privilege.schema === '' ? '' : ` IN SCHEMA ${quoteIdentifier(privilege.schema)}`;
    const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(role)}${where}`;
    return statement('Privileges', `${head} ${verb} ${list} ON ${kind.toUpperCase()} ${who}${end}`);
  }
  if (privilege.of === 'column') {
    const column = `(${quoteIdentifier(privilege.name)})`;
    const table = context.names.of({ schema: privilege.schema, name: privilege.table ?? '' });
    return statement(
      'Privileges',
      `${verb} ${words.map((word) => `${word} ${column}`).join(', ')} ON ${table} ${who}${end}`,
    );
  }
  // GRANT knows every relation but a sequence as TABLE.
  const object = subject(privilege, context)
    .replace(/^(?:FOREIGN TABLE|MATERIALIZED VIEW|VIEW) /, 'TABLE ')
    .replace(/^AGGREGATE /, 'FUNCTION ');
  return statement('Privileges', `${verb} ${list} ON ${object} ${who}${end}`);
}
