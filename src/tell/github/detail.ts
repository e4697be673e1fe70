import type { Report } from '../../contracts/report';
import type { Settings } from '../../contracts/settings';
import type { Client } from './client';
import type { RunContext } from './context';

/**
 * How much of a live database may be shown where anyone can read it: `reduced` when the repository is public, or when it
 * cannot be told. A report without a database has nothing to hide.
 */
export async function detailOf(
  settings: Pick<Settings, 'detail'>,
  report: Report,
  context: RunContext | null,
  client: Client | null,
): Promise<'full' | 'reduced'> {
  if (settings.detail) return settings.detail;
  if (report.databases.length === 0 || context === null) return 'full';
  if (context.isPrivate !== undefined) return context.isPrivate ? 'full' : 'reduced';
  const { owner, repo } = context;
  const isPrivate = await client?.rest.repos.get({ owner, repo }).then(
    ({ data }) => data.private,
    () => false,
  );
  return isPrivate === true ? 'full' : 'reduced';
}
