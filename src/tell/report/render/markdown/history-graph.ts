import { mermaidLabel } from '../../../../base/escape';
import type { Migration } from '../../migration-words';
import { blocksOf, details, isDetailed, type View } from './view';

const mostCommits = 14;

/**
 * Where the repository and a database part, as a Mermaid `gitGraph`: only when they really do (something is applied that
 * is not in the repository, and for one database), and only when it is small enough to be read.
 */
export function historyGraph(view: View): string {
  const { report } = view;
  if (!isDetailed(view)) return '';
  const graphs = report.databases.slice(0, 2).map(({ name }) => graph(name, report.migrations));
  return blocksOf(...graphs.map((content) => content && details('Where repository and database part', content)));
}

function graph(database: string, migrations: readonly Migration[]): string {
  const isMissing = (migration: Migration) => migration.databases[database]?.state === 'missing-on-disk';
  const isApplied = (migration: Migration) => migration.databases[database]?.state === 'applied';
  const fork = migrations.findIndex((migration) => !isApplied(migration));
  if (!migrations.some(isMissing)) return '';
  const after = migrations.slice(fork);
  const theirs = after.filter((migration) => isMissing(migration) || isApplied(migration));
  const ours = after.filter((migration) => migration.onDisk);
  const common = migrations.slice(Math.max(0, fork - 2), fork);
  if (common.length + theirs.length + ours.length > mostCommits) return '';
  const branch = mermaidLabel(database, 24);
  const ids = new Set<string>();
  // A commit's id must be unique in the graph; a migration that both sides have appears twice.
  const commit = (migration: Migration, type = '') => {
    let id = mermaidLabel(migration.name, 34);
    while (ids.has(id)) id = `${id}'`;
    ids.add(id);
    return `  commit id: "${id}"${type}`;
  };
  return [
    '```mermaid',
    `%%{init: {"gitGraph": {"mainBranchName": "repository", "showCommitLabel": true, "rotateCommitLabel": false}}}%%`,
    'gitGraph TB:',
    common.length > 0 ? '' : '  commit id: "empty database"',
    ...common.map((migration) => commit(migration)),
    `  branch "${branch === 'repository' ? 'database' : branch}"`,
    ...theirs.map((migration) => commit(migration, isMissing(migration) ? ' type: REVERSE' : '')),
    '  checkout repository',
    ...ours.map((migration) => commit(migration, isApplied(migration) ? '' : ' type: HIGHLIGHT')),
    '```',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
