import { shellWord } from '../../../base/shell';
import type { DatabaseHistory, Facts, MigrationState } from '../../../contracts/facts';
import type { FoundText, Repository } from '../../../contracts/repository';
import type { Problem, Rule } from '../../../contracts/rule';
import { historyTable, isMarked, renamesOf } from '../../../gather/target/history';
import { quoteLiteral } from '../../../postgres/sql/identifiers';
import { type Known, knownHistories } from './known';
import { nowhere, withoutText } from './lost-text';
import { type Squash, squashOf } from './squash';

export const missingOnDisk: Rule = {
  name: 'history/missing-on-disk',
  severity: 'error',
  problem: 'The database has applied a migration whose folder is not in the repository.',
  consequence:
    'A new environment built from this repository will differ from this database, and `prisma migrate dev` will want to reset it. `prisma migrate status` calls it up to date.',
  remedy: 'Bring the folder back from the branch or commit that had it.',
  *check(facts) {
    for (const known of knownHistories(facts)) {
      const renames = renamesOf(known.history);
      const missing = known.history.migrations.filter(
        ({ name, state }) => state === 'missing-on-disk' && !renames.has(name),
      );
      if (missing.length === 0) continue;
      if (!facts.repository.migrationsExist) {
        yield noFolder(missing.length, known.history, facts.repository);
        continue;
      }
      const squash = squashOf(known.history, facts);
      if (squash !== null) yield replacedBy(squash, known.history);
      else for (const state of missing) yield one(state, known, facts);
    }
  },
};

function replacedBy({ by, replaced }: Squash, { database }: DatabaseHistory): Problem {
  const count = replaced.length === 1 ? 'one migration' : `${replaced.length} migrations`;
  return {
    database,
    object: by.name,
    migration: by.name,
    severity: 'notice',
    message: `${database} has applied ${count} that the repository does not have any more, and ${by.name} was marked as applied after that. The database is what the repository makes.`,
    help: `Nothing is missing: a squashed history leaves the old rows, from ${replaced[0]?.name} to ${replaced.at(-1)?.name}.`,
  };
}

function one({ name, record }: MigrationState, { history, snapshot }: Known, facts: Facts): Problem {
  const { database } = history;
  const place = { database, object: name, migration: name };
  const twin = history.migrations.find(
    ({ file, state }) => state === 'applied' && file !== null && file.checksum === record?.checksum,
  );
  const forget = `DELETE FROM ${historyTable(snapshot)} WHERE migration_name = ${quoteLiteral(name)};`;
  if (twin !== undefined)
    return {
      ...place,
      severity: 'notice',
      message: `${database} has applied ${name}, which is now called ${twin.name}: the same text, applied as well.`,
      help: `Nothing is missing. To tidy up, take the old row out of the history of ${database}:\n    ${forget}`,
    };
  const help = bringBack(`${facts.repository.migrationsPath}/${name}`, facts.recovered.get(record?.checksum ?? ''));
  const squashed = baselineOf(history);
  if (squashed !== undefined) {
    help.push(
      `If ${squashed} replaces it, its row can go, which is what makes the histories agree again:`,
      `    ${forget}`,
    );
  }
  help.push('If it belongs to another project that shares this history, name it under `ignore` in the config file.');
  return {
    ...place,
    message: `${database} has applied ${name}${when(record?.startedAt)}, and the repository has no such folder. New environments will be without its changes.`,
    help: help.join('\n'),
  };
}

function bringBack(folder: string, found: FoundText | undefined): string[] {
  if (found !== undefined)
    return [
      `Commit ${found.commit.slice(0, 10)} has the text that ran. Bring it back:`,
      `    mkdir -p ${shellWord(folder)}`,
      `    git show ${found.blob.slice(0, 20)} > ${shellWord(`${folder}/migration.sql`)}`,
    ];
  return [
    `${nowhere} Find the commit in a clone that has every branch, and bring the folder back from there:`,
    `    git log --all --oneline -- ${shellWord(folder)}`,
    `    git checkout COMMIT -- ${shellWord(folder)}`,
    withoutText,
  ];
}

/** A first migration that did not run but was marked as applied: a baseline, or a squashed history. */
function baselineOf({ migrations }: DatabaseHistory): string | undefined {
  const first = migrations.find(({ file }) => file !== null);
  return first?.state === 'applied' && isMarked(first.record) ? first.name : undefined;
}

function noFolder(count: number, { database }: DatabaseHistory, { migrationsPath }: Repository): Problem {
  return {
    database,
    object: migrationsPath,
    message: `${database} has applied ${count} ${count === 1 ? 'migration' : 'migrations'}, and the repository has no folder ${migrationsPath}.`,
    help: `Check the inputs \`working-directory\`, \`schema\` and \`migrations\`. If the folder was lost, find the last commit that had it:\n    git log --all --oneline -- ${shellWord(migrationsPath)}`,
  };
}

function when(date: Date | undefined): string {
  return date === undefined ? '' : ` (${date.toISOString().slice(0, 10)})`;
}
