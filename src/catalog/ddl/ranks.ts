import type { Part } from './part';

export type Phase = 'drop' | 'alter' | 'create';

/** The order in which steps come when nothing else decides: the one of Prisma's engine, our own kinds in between. */
const order = [
  'create schema',
  'alter extension',
  'drop event-trigger',
  'create extension',
  'drop publication',
  'drop policy',
  'drop rule',
  'drop trigger',
  'drop view',
  'drop default-privilege',
  // A sequence cannot take the name of a type, but a type that of a sequence.
  'create sequence',
  'alter enum',
  'create enum',
  'create domain',
  'create composite-type',
  'create range-type',
  'alter domain',
  'alter composite-type',
  'alter range-type',
  'drop foreign-key',
  'drop statistics',
  'drop replica-identity',
  'drop cluster',
  'drop index',
  'drop sequence-owner',
  'drop constraint',
  'drop table-parents',
  'drop column-default',
  'drop column',
  'create column',
  'alter column',
  'alter column-default',
  'create column-default',
  'alter table',
  'drop table',
  'drop function',
  'drop sequence',
  'drop range-type',
  'drop composite-type',
  'drop domain',
  'drop enum',
  'create table',
  'alter table-parents',
  'create table-parents',
  'alter sequence',
  'drop privilege',
  'drop owner',
  'alter owner',
  'create owner',
  'create sequence-owner',
  'alter constraint',
  'create constraint',
  'alter index',
  'create index',
  'create foreign-key',
  'create replica-identity',
  'create cluster',
  'alter function',
  'create function',
  'alter view',
  'create view',
  'create rule',
  'alter rule',
  'create trigger',
  'alter trigger',
  'create policy',
  'create statistics',
  'alter publication',
  'create publication',
  'alter privilege',
  'create privilege',
  'drop comment',
  'alter comment',
  'create comment',
  'create event-trigger',
  'alter event-trigger',
  'drop extension',
  'drop schema',
];
const ranks = new Map(order.map((name, rank) => [name, rank]));

/** Where a step stands among others that nothing else orders; the lower comes first. */
export function rankOf(part: Part, phase: Phase): number {
  return ranks.get(`${phase} ${kindFor(part, phase)}`) ?? order.length;
}

function kindFor(part: Part, phase: Phase): string {
  if (part.kind === 'constraint' && part.type === 'foreign-key' && phase !== 'alter') return 'foreign-key';
  // What new objects are given must be gone before objects are created, and not be there yet.
  return part.kind === 'privilege' && part.of === 'default' && phase === 'drop' ? 'default-privilege' : part.kind;
}
