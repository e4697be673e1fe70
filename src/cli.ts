import { Command, CommanderError, Option } from 'commander';
import { version } from './base/version';
import { type CheckFlags, check, formats } from './commands/check';
import { directions, type PlanFlags, plan } from './commands/plan';
import { publish } from './commands/publish';
import { rollback } from './commands/rollback';
import { inSession, type Session } from './commands/session';
import { addInputFlags } from './settings/flags';

/** The command line: reads `process.argv`, prints on standard output and sets the exit code. */
export async function runCommandLine(argv: readonly string[] = process.argv): Promise<void> {
  // Until the run has ended well it has failed: a promise that never settles would otherwise end the process with 0.
  process.exitCode = 70;
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    // commander has printed its own message.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else throw error;
  }
}

function program(): Command {
  const all = new Command('migration-gate')
    .description('Compares prisma/migrations, schema.prisma and the real PostgreSQL database, and fails on a mismatch.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('Run migration-gate --help for the flags.');
  const format = new Option('--format <format>', 'what to print').choices([...formats]).default('terminal');
  command<CheckFlags>(
    all.command('check', { isDefault: true }).addOption(format),
    'compare and report; the exit code is 0 pass, 1 findings, 2 wrong usage, 3 undetermined',
    (session, flags) => check(session, flags),
  );
  command<PlanFlags>(
    all
      .command('plan')
      .option(
        '--write',
        'put its part of the repository into the working tree; files that differ are never overwritten',
      )
      .addOption(
        new Option('--direction <direction>', 'another plan than the recommended one').choices([...directions]),
      ),
    'the way back from a mismatch, rehearsed on the scratch database',
    plan,
  );
  command<{ write?: boolean }>(
    all.command('rollback').option('--write', 'write the files; one that is there already is never replaced'),
    'SQL that undoes each pending migration, tested on the scratch database',
    (session, { write = false }) => rollback(session, write),
  );
  command(all.command('publish'), 'post the report of another run (--report) on its pull request', publish);
  return all;
}

function command<Flags>(
  command: Command,
  description: string,
  work: (session: Session, flags: Flags) => Promise<number>,
): void {
  command.description(description).option('--verbose', 'say what is being done');
  addInputFlags(command).action((flags: Flags & Record<string, unknown>) =>
    inSession(flags, (session) => work(session, flags)),
  );
}
