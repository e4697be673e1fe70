import { expect, it } from 'vitest';
import type {
  Catalog,
  CatalogObject,
  ColumnObject,
  ConstraintObject,
  TableObject,
} from '../../../src/postgres/catalog/model';
import { changedTables } from '../../../src/tell/report/changed-tables';

const catalog = (...objects: CatalogObject[]): Catalog => ({
  serverVersionNumber: 180000,
  schemas: ['public'],
  objects,
});
const table = (name: string) => ({ kind: 'table', schema: 'public', name, id: `public.${name}` }) as TableObject;
const column = (on: string, name: string, type = 'text', notNull = true) =>
  ({
    kind: 'column',
    schema: 'public',
    table: on,
    name,
    id: `public.${on}.${name}`,
    type,
    notNull,
    default: null,
  }) as ColumnObject;
const key = (on: string, name: string) =>
  ({
    ...{
      kind: 'constraint',
      type: 'primary-key',
      schema: 'public',
      table: on,
      name: `${on}_pkey`,
      id: `public.${on}.${on}_pkey`,
    },
    ...{ columns: [name], definition: `PRIMARY KEY (${name})`, references: null },
  }) as unknown as ConstraintObject;
const foreign = (on: string, name: string, to: string) =>
  ({
    ...{
      kind: 'constraint',
      type: 'foreign-key',
      schema: 'public',
      table: on,
      name: `${on}_fkey`,
      id: `public.${on}.${on}_fkey`,
    },
    ...{ columns: [name], definition: `FOREIGN KEY (${name}) REFERENCES ${to}`, references: { table: `public.${to}` } },
  }) as unknown as ConstraintObject;

const user = [table('User'), column('User', 'id'), key('User', 'id')];
const order = [table('Order'), column('Order', 'id'), column('Order', 'total', 'integer'), key('Order', 'id')];

it('is empty when nothing changes, also when only order does', () => {
  expect(changedTables(catalog(...user, ...order), catalog(...order, ...user))).toEqual([]);
});

it('tells created, changed and dropped tables with their columns, keys and references', () => {
  const after = [
    ...order.slice(0, 2),
    column('Order', 'total', 'bigint'),
    column('Order', 'couponId', 'text', false),
    key('Order', 'id'),
    foreign('Order', 'couponId', 'Coupon'),
    ...[table('Coupon'), column('Coupon', 'id'), key('Coupon', 'id')],
  ];
  const plain = { change: null };
  expect(changedTables(catalog(...user, ...order), catalog(...after))).toEqual([
    {
      name: 'public.Coupon',
      change: 'created',
      columns: [{ name: 'id', type: 'text', key: 'primary', ...plain }],
      references: [],
    },
    {
      name: 'public.Order',
      change: 'changed',
      columns: [
        { name: 'id', type: 'text', key: 'primary', ...plain },
        { name: 'total', type: 'bigint', key: null, change: 'changed' },
        { name: 'couponId', type: 'text', key: 'foreign', change: 'added' },
      ],
      references: [{ table: 'public.Coupon', columns: ['couponId'], optional: true }],
    },
    {
      name: 'public.User',
      change: 'dropped',
      columns: [{ name: 'id', type: 'text', key: 'primary', ...plain }],
      references: [],
    },
  ]);
});

it('tells of a dropped column, and of a new key alone', () => {
  const dropped = changedTables(catalog(...order), catalog(...order.filter(({ name }) => name !== 'total')));
  expect(dropped[0]?.columns.map(({ name, change }) => [name, change])).toEqual([
    ['id', null],
    ['total', 'dropped'],
  ]);
  const keyed = changedTables(catalog(...order), catalog(...order, foreign('Order', 'total', 'User')));
  expect(keyed.map(({ name, change }) => [name, change])).toEqual([['public.Order', 'changed']]);
});
