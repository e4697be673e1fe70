import type { Facts } from '../../../../src/contracts/facts';
import type { Finding } from '../../../../src/contracts/report';
import type { Repository } from '../../../../src/contracts/repository';
import type { Mode } from '../../../../src/contracts/settings';
import { judge } from '../../../../src/judge/judge';
import { repositoryRules } from '../../../../src/judge/rules/repository';
import { type Files, lock, read, schema, workspace } from '../../../gather/repository/workspace';
import { buildSettings } from '../../../support/settings';

export const now = new Date('2026-11-20T12:00:00Z');

/** A healthy project around the files of interest. */
export const project: Files = { ...lock, 'prisma/schema.prisma': schema('User') };

export const sql = (name: string) => `prisma/migrations/${name}/migration.sql`;

export interface Situation {
  readonly mode?: Mode;
  /** Names that each database has applied. */
  readonly applied?: Readonly<Record<string, readonly string[]>>;
  /** Names that failed on each database. */
  readonly failed?: Readonly<Record<string, readonly string[]>>;
  readonly schemaErrors?: Facts['schemaErrors'];
  readonly now?: Date;
}

/** The findings of the repository rules on files read from disk. */
export async function findingsOf(
  files: Files,
  situation: Situation & Parameters<typeof read>[1] = {},
): Promise<Finding[]> {
  return judgeRepository(await read(workspace({ ...project, ...files }), situation), situation);
}

/** The findings of the repository rules. */
export function judgeRepository(repository: Repository, situation: Situation = {}): Finding[] {
  const histories = Object.entries(situation.applied ?? {}).map(([database, appliedOrder]) => ({
    database,
    appliedOrder,
    migrations: (situation.failed?.[database] ?? []).map((name) => ({ name, state: 'failed' })),
  }));
  const facts = {
    settings: buildSettings({ mode: situation.mode ?? 'pull-request' }),
    repository,
    histories,
    targets: histories,
    directives: [],
    pending: [],
    replay: { migrations: null, deployed: new Map() },
    now,
    schemaErrors: [],
    ...situation,
  } as unknown as Facts;
  return [...judge(repositoryRules, facts).findings];
}

/** As the reader sees them, commits apart: severity and rule, message, help. */
export function shown(findings: readonly Finding[]): string[] {
  const commit = /(?<=git checkout )[0-9a-f]{12}/g;
  return findings.map(
    ({ severity, rule, message, help }) => `${severity} ${rule}\n${message}\n${help.replace(commit, 'COMMIT')}`,
  );
}

/** `severity rule object` of each. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, rule, object }) => `${severity} ${rule} ${object}`);
}
