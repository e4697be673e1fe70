import { UndeterminedError } from '../base/errors';
import type { Repository } from '../contracts/repository';
import { EngineError } from '../gather/prisma/engine';
import { applyMigrations, markMigrationApplied, markMigrationRolledBack } from '../gather/prisma/history-commands';
import { pullSchema } from '../gather/prisma/pull-schema';
import { replay } from '../gather/scratch/replay';
import { type Connection, ServerError } from '../postgres/connection';
import { pullCommand } from '../recover/plan/situations/schema';
import type { Action, Step } from '../recover/plan/step';
import type { Tree } from './tree';

/** Where the actions of a plan act. */
export interface Stage {
  readonly connection: Connection;
  readonly tree: Tree;
  readonly defaultSchema: string;
}

/** How far it went. */
export interface Carried {
  /** Where it stopped and why, one line; null: all was carried out. */
  readonly stopped: string | null;
  /** The steps, in which the schema that `prisma db pull` makes is written out. */
  readonly steps: Step[];
}

/**
 * Carries out the steps in order: files in the tree, SQL as one message, history and deploy as Prisma's own commands.
 * Commands for people are passed over.
 */
export async function carryOut(steps: readonly Step[], stage: Stage): Promise<Carried> {
  const carried = [...steps];
  for (const [index, step] of steps.entries()) {
    try {
      const actions = await writtenOut(step.do, stage);
      carried[index] = { ...step, do: actions };
      for (const action of actions) await act(action, stage);
    } catch (error) {
      if (!(error instanceof ServerError || error instanceof EngineError)) throw error;
      await stage.connection.script('ROLLBACK');
      return { stopped: `step ${index + 1} (${step.title}) fails: ${error.message}`, steps: carried };
    }
  }
  return { stopped: null, steps: carried };
}

/** `prisma db pull` as the files that it changes. */
async function writtenOut(actions: readonly Action[], { connection, tree, defaultSchema }: Stage): Promise<Action[]> {
  if (!actions.some((action) => action.kind === 'command' && action.command === pullCommand)) return [...actions];
  const files = await pullSchema(connection, tree.repository.schemaFiles, defaultSchema);
  return files.map(({ path, text }) => ({ kind: 'write', path, content: text }));
}

/** The engine hands out a migration whole; Prisma's own client sends it as its version does, perhaps by statements. */
function asPrismaSends(connection: Connection, { migrations, prismaVersion }: Repository): Connection {
  return {
    serverVersionNumber: connection.serverVersionNumber,
    query: (text, values) => connection.query(text, values),
    ...(connection.raw !== undefined && { raw: connection.raw.bind(connection) }),
    async script(text) {
      const file = migrations.find(({ sql }) => sql === text);
      if (file === undefined) return connection.script(text);
      const failure = await replay(connection, [file], { prismaVersion });
      if (failure === null) return [];
      if (failure.undetermined !== null) throw new UndeterminedError(failure.undetermined);
      throw new ServerError(failure.message, failure.code, undefined, undefined, undefined);
    },
  };
}

async function act(action: Action, { connection, tree, defaultSchema }: Stage): Promise<void> {
  const migrations = tree.repository.migrations;
  switch (action.kind) {
    case 'write':
    case 'rename':
    case 'delete':
      return tree.change(action);
    case 'sql':
      await connection.script(action.sql);
      return;
    case 'resolve':
      return action.as === 'applied'
        ? markMigrationApplied(connection, migrations, action.migration, { defaultSchema })
        : markMigrationRolledBack(connection, action.migration, { defaultSchema });
    case 'deploy':
      await applyMigrations(asPrismaSends(connection, tree.repository), migrations, { defaultSchema });
      return;
    case 'command':
      return;
  }
}
