import { expect, test } from 'vitest';
import { UndeterminedError } from '../../../src/base/errors';
import { bootEmbedded } from '../../../src/gather/scratch/embedded';
import type { EmbeddedLimits } from '../../../src/gather/scratch/embedded-protocol';
import type { Connection } from '../../../src/postgres/connection';

const MB = 1024 * 1024;

async function within<Result>(
  limits: Partial<EmbeddedLimits>,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const { connection, close } = await bootEmbedded({ limits });
  try {
    return await work(connection);
  } finally {
    await close();
  }
}

test('a table that fills the files finds the disk full, and the server goes on', async () => {
  await within({ files: 128 * MB }, async (connection) => {
    await expect(
      connection.script("CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 150000)"),
    ).rejects.toMatchObject({ code: '53100' });
    await connection.script('CREATE TABLE small (a int)');
  });
});

test('files that are gone again do not count', async () => {
  await within({ files: 64 * MB }, async (connection) => {
    await connection.script("SET work_mem = '1MB'");
    // 20 MB each.
    for (let round = 0; round < 5; round++)
      await connection.query(
        'SELECT count(*) FROM (SELECT g FROM generate_series(1, 1000000) g ORDER BY -g OFFSET 1) s',
      );
  });
});

test('so does a sort that writes to files, at the limit of temporary ones', async () => {
  await within({}, async (connection) => {
    await connection.script("SET temp_file_limit = '8MB'");
    await expect(
      connection.query('SELECT count(*) FROM (SELECT g FROM generate_series(1, 2000000) g ORDER BY -g OFFSET 1) s'),
    ).rejects.toMatchObject({ code: '53400' });
  });
});

test('a value that fills the memory is refused, and the server goes on', async () => {
  await within({ memory: 320 * MB }, async (connection) => {
    await expect(connection.query("SELECT length(repeat('x', 400000000))")).rejects.toMatchObject({ code: '53200' });
    expect(await connection.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

test('an answer that is too long is not looked at', async () => {
  await within({ answer: MB }, async (connection) => {
    await expect(connection.query("SELECT repeat('x', 2000000)")).rejects.toThrow(
      'The embedded PostgreSQL was stopped because it gave an answer of more than 1 MB: use scratch: local or a service container.',
    );
  });
});

test.runIf(process.platform === 'linux')('a process that grows is ended', async () => {
  await within({ process: 192 * MB }, async (connection) => {
    const growing = connection.script("SELECT length(repeat('x', 300000000)), pg_sleep(10)");
    await expect(growing).rejects.toBeInstanceOf(UndeterminedError);
    await expect(growing).rejects.toThrow('used more than 0.1875 GB of memory');
  });
});
