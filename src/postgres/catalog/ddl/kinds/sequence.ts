import { quoteIdentifier } from '../../../sql/identifiers';
import type { SequenceObject } from '../../model';
import type { Names } from '../names';
import type { SequenceOwner } from '../part';
import { type Draft, statement } from '../script';
import type { Kind } from './kind';

const largest: Readonly<Record<string, bigint>> = {
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
};

/** Options that are not as in a sequence that was made with none (PostgreSQL manual, CREATE SEQUENCE). */
function options(sequence: SequenceObject): string[] {
  const up = !sequence.increment.startsWith('-');
  const most = largest[sequence.type] as bigint;
  const min = up ? '1' : String(-most - 1n);
  const max = up ? String(most) : '-1';
  return [
    sequence.increment === '1' ? '' : `INCREMENT BY ${sequence.increment}`,
    sequence.min === min ? '' : `MINVALUE ${sequence.min}`,
    sequence.max === max ? '' : `MAXVALUE ${sequence.max}`,
    sequence.start === (up ? sequence.min : sequence.max) ? '' : `START WITH ${sequence.start}`,
    sequence.cache === '1' ? '' : `CACHE ${sequence.cache}`,
    sequence.cycle ? 'CYCLE' : '',
  ].filter((option) => option !== '');
}

/** ` (SEQUENCE NAME … START WITH …)` of an identity column; '' when all is as usual. */
export function identityOptions(sequence: SequenceObject, usualName: boolean, names: Names): string {
  const list = [...(usualName ? [] : [`SEQUENCE NAME ${names.of(sequence)}`]), ...options(sequence)];
  return list.length === 0 ? '' : ` (${list.join(' ')})`;
}

export const sequenceKind: Kind<SequenceObject> = {
  create(sequence, { names }) {
    const type = sequence.type === 'bigint' ? [] : [`AS ${sequence.type}`];
    return [
      statement('CreateSequence', ['CREATE SEQUENCE', names.of(sequence), ...type, ...options(sequence)].join(' ')),
    ];
  },
  drop(sequence, { names, to }) {
    // Another one takes its place and begins after the rows that are there.
    const replaced = sequence.ownedBy !== null && to.all('column').get(sequence.ownedBy)?.sequence;
    const loses = replaced ? {} : { losesData: `the counter of sequence ${sequence.id}` };
    return [statement('DropSequence', `DROP SEQUENCE ${names.of(sequence)}`, loses)];
  },
  alter(from, to, { names }) {
    if (from.identity !== to.identity) return null;
    const list = [
      from.type === to.type ? '' : `AS ${to.type}`,
      from.increment === to.increment ? '' : `INCREMENT BY ${to.increment}`,
      // AS changes limits that are those of the type.
      from.min === to.min && from.type === to.type ? '' : `MINVALUE ${to.min}`,
      from.max === to.max && from.type === to.type ? '' : `MAXVALUE ${to.max}`,
      from.start === to.start ? '' : `START WITH ${to.start}`,
      from.cache === to.cache ? '' : `CACHE ${to.cache}`,
      from.cycle === to.cycle ? '' : to.cycle ? 'CYCLE' : 'NO CYCLE',
    ].filter((option) => option !== '');
    return list.length === 0 ? [] : [statement('AlterSequence', `ALTER SEQUENCE ${names.of(to)} ${list.join(' ')}`)];
  },
};

export const sequenceOwnerKind: Kind<SequenceOwner> = {
  create({ sequence }, { names, to }) {
    const column = sequence.ownedBy === null ? undefined : to.all('column').get(sequence.ownedBy);
    if (column === undefined) return [];
    // Both must belong to one role.
    const role = to.all('owner').get(`table ${column.schema}.${column.table}`)?.owner;
    return [
      ...(role === undefined
        ? []
        : [statement('AlterOwner', `ALTER SEQUENCE ${names.of(sequence)} OWNER TO ${quoteIdentifier(role)}`)]),
      ...ownedBy(names.of(sequence), `${names.home(column)}.${quoteIdentifier(column.name)}`),
    ];
  },
  drop({ sequence }, { names }) {
    return ownedBy(names.of(sequence), 'NONE');
  },
  alter: (from, to) => (from.sequence.ownedBy === to.sequence.ownedBy ? [] : null),
};

function ownedBy(sequence: string, owner: string): Draft[] {
  return [statement('AlterSequence', `ALTER SEQUENCE ${sequence} OWNED BY ${owner}`)];
}
