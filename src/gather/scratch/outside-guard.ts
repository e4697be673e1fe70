import { ServerError } from '../../postgres/connection';
import { parseStatements } from '../../postgres/sql/parse';
import { mayReachOutside, reachOf } from '../../postgres/sql/reaches-outside';

/** Long texts that reach nothing outside: the question for a catalog is one, and is asked again and again. */
const known = new Set<string>();

/**
 * Refuses SQL of others that reaches outside its database, before anything of it is sent: on a server with files, a network
 * and other databases the rights of the role that runs it are not to be the only wall. A text that the grammar refuses is
 * left to the server, which refuses it too.
 * @throws ServerError as the server says that a privilege is missing, at the first such statement
 */
export async function refuseOutside(text: string): Promise<void> {
  if (known.has(text) || !mayReachOutside.test(text)) return;
  const { statements } = await parseStatements(text);
  for (const statement of statements) {
    const found = reachOf(statement);
    if (found === null) continue;
    const position = Array.from(text.slice(0, statement.start)).length + 1;
    throw new ServerError(
      `permission denied for ${found.by}, which reaches outside the database`,
      '42501',
      position,
      '',
      '',
    );
  }
  if (text.length < 10_000) return;
  if (known.size >= 8) known.clear();
  known.add(text);
}
