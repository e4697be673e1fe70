import { expect, test } from 'vitest';
import { fence, withoutCommands } from '../src/base/escape';
import { lockProvider } from '../src/gather/repository/lock-file';
import { scanSchema } from '../src/gather/repository/schema-text';
import { mayNeedMore } from '../src/gather/scratch/harmless';
import { isPlainCast } from '../src/gather/statements/casts';
import { sameDefault } from '../src/judge/coverage/default-values';
import { prismaWarnings } from '../src/judge/safety/prisma-header';
import { callForm } from '../src/postgres/catalog/reprint/call-form';
import { parseStatements } from '../src/postgres/sql/parse';
import { mayReachOutside, reachOf } from '../src/postgres/sql/reaches-outside';
import { helpBlocks } from '../src/tell/report/help-blocks';

/** Texts on which a pattern that looks ahead from each place takes hours; so many megabytes that a minute is not enough. */
const long = (part: string) => part.repeat(4_000_000 / part.length);

test.each(['/* Warnings:\n', '/*', '/* Warnings:\n- ', '/* Warnings:\n\n\n\n', '\n'])(
  'warnings of Prisma are looked for in %j over and over',
  (part) => {
    expect(prismaWarnings(long(part))).toEqual([]);
    expect(prismaWarnings(`/* Warnings:\n${long(part)}*/`).length).toBeLessThan(1_000_000);
  },
);

test.each(['grant ', 'revoke x ', 'create ', 'insert into ', 'set  ', 'language ', 'drop   ', 'copy t ', 'a'])(
  'what may need a look is seen in %j over and over',
  (part) => {
    expect([mayNeedMore.test(long(part)), mayReachOutside.test(long(part))]).toEqual(expect.any(Array));
  },
);

test.each(['/*', 'copy t ', 'create ', '-- ', 'lo_', 'f ('])('code that says %j over and over', async (part) => {
  const { statements } = await parseStatements(`DO $body$ ${long(part)} $body$`);
  expect(statements.map((statement) => reachOf(statement))).toEqual([null]);
});

test.each<readonly [what: string, run: () => unknown]>([
  ['digits of a default', () => sameDefault(`-${long('0')}.${long('0')}.`, '1', 'numeric')],
  ['a word before a call', () => callForm(`'${long('a')}' || f(x)`)],
  ['blank lines of a code block', () => fence(`a${long('\n')}b`)],
  ['blank lines of a help', () => helpBlocks(`    a${long('\n')}    b`)],
  ['carriage returns of a log', () => withoutCommands(long('\r'))],
  ['quotes of a lock file', () => lockProvider(`provider = "x${long('"')}x`)],
  ['strings of a schema that do not end', () => scanSchema(`model A {\n a ${long('\\"')}\n}`)],
  ['quotes of a schema', () => scanSchema(`model A {\n a ${long('"')}\n}`)],
  ['spaces of a cast', () => isPlainCast(`H\t${long('\t')}T`, 'a')],
])('%s', (_, run) => {
  expect(() => run()).not.toThrow();
});
