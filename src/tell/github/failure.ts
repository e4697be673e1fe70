import { errorMessage } from '../../base/errors';

/** The status of a failed request; 500 also for a broken connection (octokit/request); undefined for other errors. */
export function statusOf(error: unknown): number | undefined {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

/** The server failed or could not be reached; the request may have been carried out all the same. */
export function isUnavailable(error: unknown): boolean {
  return (statusOf(error) ?? 0) >= 500;
}

/**
 * One line for people about a request that failed: what was not done, why, and the permission to give.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
export function failureLine(what: string, permission: string, error: unknown): string {
  const status = statusOf(error);
  const said = errorMessage(error).split('\n', 1)[0]?.split(' - https://docs.github.com', 1)[0] ?? '';
  const advice = `give the job \`permissions: ${permission}\``;
  if (status === 403 || status === 404 || status === 401) return `${what} (${status} ${said}): ${advice}.`;
  if (status === 422) return `${what} (422 ${said}): GitHub refused the content, or ${advice}.`;
  if (status === 429) return `${what} (429 ${said}): the rate limit of the token is used up.`;
  if (isUnavailable(error)) return `${what}: GitHub did not answer properly (${status} ${said}).`;
  return `${what}: ${said}`;
}
