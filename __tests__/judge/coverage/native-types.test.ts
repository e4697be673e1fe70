import { expect, test } from 'vitest';
import { renderSchema } from '../../../src/gather/prisma/render-schema';
import { type Major, startPostgres } from '../../support/postgres';
import { cover, gaps } from './scratch';

/** Every native type of PostgreSQL that Prisma knows, with defaults where they can be written. */
const types: readonly [field: string, native: string, ...defaults: string[]][] = [
  ['String', '@db.Text', '"it\'s \\"quoted\\" \\\\ back"', '""', 'dbgenerated("lower(\'A\')")', 'uuid()', 'cuid()'],
  ['String', '@db.VarChar', '"x"'],
  ['String', '@db.VarChar(80)', '"x"'],
  ['String', '@db.Char', '"x"'],
  ['String', '@db.Char(3)', '"abc"'],
  ['String', '@db.Bit(4)'],
  ['String', '@db.VarBit'],
  ['String', '@db.VarBit(5)'],
  ['String', '@db.Uuid', 'dbgenerated("gen_random_uuid()")'],
  ['String', '@db.Inet', 'dbgenerated("\'127.0.0.1\'::inet")'],
  ['String', '@db.Xml'],
  ['String', '@db.Citext', '"x"'],
  ['Boolean', '', 'true', 'false'],
  ['Int', '@db.Integer', '0', '-7', 'autoincrement()'],
  ['Int', '@db.SmallInt', '3'],
  ['Int', '@db.Oid', '3'],
  ['BigInt', '@db.BigInt', '9007199254740993', '-1'],
  ['Float', '@db.DoublePrecision', '1.5', '-0.001', '3'],
  ['Float', '@db.Real', '2'],
  ['Decimal', '', '10.50', '0'],
  ['Decimal', '@db.Decimal(10, 2)', '99.99', '-1'],
  ['Decimal', '@db.Money'],
  ['DateTime', '', 'now()', '"2020-01-02T03:04:05.678Z"'],
  ['DateTime', '@db.Timestamp()', 'now()'],
  ['DateTime', '@db.Timestamp(0)'],
  ['DateTime', '@db.Timestamptz(6)', 'now()'],
  ['DateTime', '@db.Date', 'now()'],
  ['DateTime', '@db.Time(3)'],
  ['DateTime', '@db.Timetz()'],
  ['Json', '@db.Json', '"[1, {\\"a\\": null}]"'],
  ['Json', '@db.JsonB', '"{}"', '"\\"text\\""'],
  ['Bytes', '', '"aGVsbG8="'],
  ['Color', '', 'green'],
  ['Unsupported("interval")', '', 'dbgenerated("\'1 day\'::interval")'],
  ['Unsupported("numeric(8,3)[]")', ''],
  ['String[]', '', '["a", "b,c", "\\"", ""]', '[]'],
  ['Int[]', '', '[1, -2]'],
  ['Float[]', '', '[1.5, 2]'],
  ['Boolean[]', '', '[true, false]'],
  ['Color[]', '', '[red, green]'],
  ['DateTime[]', ''],
  ['Json[]', '', '["{\\"a\\": 1}"]'],
];

const models = types.flatMap(([field, native, ...defaults], i) =>
  ['', ...defaults.map((value) => `@default(${value})`)].map((attribute, j) => {
    const isCounted = attribute.includes('autoincrement');
    const optional = j === 0 && !field.includes('[]') ? '?' : '';
    return `model M${i}_${j} {\n  id Int @id\n  f ${field}${optional} ${native} ${attribute}${isCounted ? ' @unique' : ''}\n}\n`;
  }),
);
const text = `datasource db {\n  provider = "postgresql"\n}\nenum Color {\n  red\n  green\n}\n${models.join('')}`;

/**
 * Where Prisma compares its own DDL with what the server makes of it and never comes to rest (prisma#18659 and the like):
 * expressions that the server prints with casts, `@db.Char` without a length, arrays of Unsupported types.
 */
const loops = ['M0_3', 'M34_0', 'M3_0', 'M3_1', 'M9_1'];

test.each<Major>([13, 15, 18])(
  'every native type and default is covered by its own DDL on PostgreSQL %i',
  async (major) => {
    const files = [{ path: 'schema.prisma', text }];
    const { sql, errors } = await renderSchema(files);
    expect(errors).toEqual([]);
    const result = await cover(await startPostgres(major), { files, migrations: `CREATE EXTENSION citext; ${sql}` });
    expect(gaps(result.coverage)).toEqual([]);
    expect(result.coverage.objects.length).toBeGreaterThan(models.length * 4);
    expect(new Set([...result.prisma.matchAll(/Changed the `(\w+)`/g)].map(([, table]) => table))).toEqual(
      new Set(loops),
    );
  },
);
