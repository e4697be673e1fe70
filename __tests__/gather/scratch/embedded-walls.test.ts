import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Wall } from '../../../src/gather/scratch/embedded-protocol';
import { ServerError } from '../../../src/postgres/connection';
import { bootSuperuser } from '../../support/embedded';
import { sideModule } from './side-module';

/** What code in the process would try first; what came of it is the message of its error. A shell leaves variables of its own. */
const attack = (port: number) => `
  const got = {};
  const attempt = (what, act) => { try { got[what] = String(act()); } catch (error) { got[what] = error.code || error.message; } };
  const load = process.getBuiltinModule;
  attempt('environment', () => Object.keys(process.env).filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)));
  attempt('file', () => load('fs').readFileSync('/etc/passwd').length);
  attempt('parent', () => load('fs').readFileSync('/proc/' + process.ppid + '/environ').length);
  attempt('write', () => load('fs').writeFileSync('/tmp/migration-gate-attack', ''));
  attempt('child', () => load('child_process').execSync('id'));
  attempt('worker', () => new (load('worker_threads').Worker)('1', { eval: true }));
  attempt('socket', () => load('net').connect(${port}, '127.0.0.1'));
  attempt('name', () => load('dns').lookup('localhost', () => {}));
  attempt('kill', () => process.kill(process.ppid, 0));
  throw new Error('ATTACK ' + JSON.stringify(got));`;

/** Writes a library into the server's files and loads it, as the superuser; what the server says to that. */
async function load(without: readonly Wall[], javascript: string): Promise<string> {
  const { connection, close } = await bootSuperuser({ limits: { message: 20_000 }, without });
  try {
    const bytes = sideModule(javascript).toString('hex');
    await connection.script(`SELECT lo_from_bytea(4711, '\\x${bytes}')`);
    await connection.script("SELECT lo_export(4711, '/tmp/attack.so')");
    const error = await connection.script("LOAD '/tmp/attack.so'").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServerError);
    expect(await connection.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    return (error as ServerError).message;
  } finally {
    await close();
  }
}

const javascript = "throw new Error('ATTACK')";

describe('a library that SQL writes and loads', () => {
  test('is not compiled, because its hash is not in the bundle', async () => {
    const message = await load([], javascript);
    expect(message).toContain('not part of the bundle');
    expect(message).not.toContain('ATTACK');
  });

  test('has its JavaScript refused, where it is compiled', async () => {
    const message = await load(['hashes'], javascript);
    expect(message).toContain('Code generation from strings disallowed');
    expect(message).not.toContain('ATTACK');
  });

  test('reaches nothing, where its JavaScript runs', async () => {
    let connections = 0;
    const server = createServer(() => {
      connections++;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const message = await load(['hashes', 'strings'], attack(port));
    await new Promise((resolve) => server.close(resolve));
    const got = JSON.parse(/ATTACK (\{.*\})/s.exec(message)?.[1] ?? '{}');
    expect(got).toEqual({
      environment: '',
      file: 'ERR_ACCESS_DENIED',
      parent: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      child: 'ERR_ACCESS_DENIED',
      worker: 'ERR_ACCESS_DENIED',
      socket: 'The embedded PostgreSQL has no network.',
      name: 'The embedded PostgreSQL has no network.',
      kill: 'The embedded PostgreSQL has no network.',
    });
    expect(connections).toBe(0);
  });

  test('finds no environment, where Node would let it reach files', async () => {
    const message = await load(['hashes', 'strings', 'permissions', 'network'], attack(1));
    const got = JSON.parse(/ATTACK (\{.*\})/s.exec(message)?.[1] ?? '{}');
    expect(got.environment).toBe('');
    // The attack is a real one: without the walls it gets what it wants.
    expect(Number(got.file)).toBeGreaterThan(0);
    expect(got.child).toContain('uid=');
  });
});

test('a session becomes that of a role with no way back', async () => {
  const { connection, become, close } = await bootSuperuser({ limits: { message: 20_000 } });
  try {
    await connection.script('CREATE ROLE app');
    await become('app');
    for (const sql of ['SET SESSION AUTHORIZATION postgres', 'SET ROLE postgres', "LOAD '/tmp/x'", 'CREATE ROLE other'])
      await expect(connection.script(sql)).rejects.toMatchObject({ code: '42501' });
    for (const sql of ['RESET SESSION AUTHORIZATION', 'RESET ROLE', 'DISCARD ALL']) {
      await connection.script(sql);
      expect(await connection.query('SELECT session_user AS s, current_user AS c')).toEqual([{ s: 'app', c: 'app' }]);
    }
  } finally {
    await close();
  }
});
