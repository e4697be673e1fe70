import { describe, expect, test } from 'vitest';
import { UndeterminedError, UsageError } from '../../../src/base/errors';
import { replay } from '../../../src/gather/scratch/replay';
import { migrationFile } from '../../support/migration-file';
import { plainSession, useScratch } from '../../support/scratch';

describe.each(['embedded', 'local'] as const)('on the %s server', (kind) => {
  const scratch = useScratch(kind);

  test('roles, schemas, extensions and the default schema are there before the first migration', async () => {
    const options = {
      ...plainSession,
      defaultSchema: 'My "App"',
      roles: [
        { name: 'Anon "1"', canLogin: true },
        { name: 'postgres', canLogin: true },
        { name: 'pg_monitor', canLogin: false },
      ],
      schemas: ['auth', 'pg_toast', 'information_schema', 'public'],
      extensions: [
        { name: 'citext', schema: 'extensions' },
        { name: 'plpgsql', schema: 'pg_catalog' },
      ],
    };
    await scratch.session(async ({ connection }) => {
      const files = [
        migrationFile(
          '1',
          'CREATE TABLE t (a extensions.citext); GRANT SELECT ON t TO "Anon ""1"""; CREATE TABLE auth.u (a int);',
        ),
      ];
      expect(await replay(connection, files, { prismaVersion: null })).toBeNull();
      expect(
        await connection.query(
          "SELECT schemaname || '.' || tablename AS t FROM pg_tables WHERE tablename IN ('t', 'u') ORDER BY 1",
        ),
      ).toEqual([{ t: 'My "App".t' }, { t: 'auth.u' }]);
      expect(await connection.query("SELECT rolcanlogin AS login FROM pg_roles WHERE rolname LIKE 'Anon%'")).toEqual([
        { login: false },
      ]);
    }, options);
  });

  test('roles that migrations create are gone in the next session', async () => {
    const files = [migrationFile('1', 'CREATE ROLE app_owner; CREATE ROLE app_user IN ROLE app_owner;')];
    for (let round = 0; round < 2; round++) {
      await scratch.session(async ({ connection }) => {
        expect(await replay(connection, files, { prismaVersion: null })).toBeNull();
      });
    }
  });

  test('the init SQL runs after them; what it leaves set or open does not reach the migrations', async () => {
    const sql = `BEGIN; CREATE TABLE auth.users (id uuid PRIMARY KEY); SELECT set_config('search_path', '', false);
      SET ROLE stub; SET statement_timeout = '1h';`;
    const roles = [{ name: 'stub', canLogin: false }];
    await scratch.session(
      async ({ connection }) => {
        const [row] = await connection.query(
          "SELECT current_schemas(false)::text AS s, current_user AS u, to_regclass('auth.users')::text AS t, current_setting('statement_timeout') AS limit",
        );
        expect(row).toEqual({ s: '{public}', u: 'postgres', t: 'auth.users', limit: '1h' });
      },
      { ...plainSession, schemas: ['auth'], roles, init: { path: 'init.sql', sql } },
    );
  });

  test.each([
    {
      sql: 'SELECT 1;\n\nSELECT nope;',
      error: UsageError,
      message: /^init\.sql:3: the SQL file of scratch-init fails: column "nope" does not exist/,
    },
    {
      sql: 'CREATE TABLE t ();\nCREATE EXTENSION nosuch;',
      error: UndeterminedError,
      message: /^init\.sql:2: the SQL file of scratch-init fails: .*"nosuch" is not available.*service container/,
    },
  ])('init SQL that fails: $message', async ({ sql, error, message }) => {
    const opening = scratch.server.session({ ...plainSession, init: { path: 'init.sql', sql } });
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toBeInstanceOf(error);
  });
});
