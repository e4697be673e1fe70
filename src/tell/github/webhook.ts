import { HttpClient } from '@actions/http-client';
import pRetry, { AbortError } from 'p-retry';
import type { Report } from '../../contracts/report';
import type { RenderContext } from '../report/render/context';
import { renderWebhook } from '../report/render/webhook';

/** How a text is posted somewhere: the status of the answer. */
export type Post = (url: string, body: string) => Promise<number>;

/**
 * Posts the verdict to a Slack-compatible webhook, again when the server fails or asks to wait.
 * @throws Error that does not name the address, which is a secret
 */
export async function sendWebhook(
  url: string,
  report: Report,
  context: RenderContext,
  { post = postJson, second = 1000 }: { post?: Post | undefined; second?: number | undefined } = {},
): Promise<void> {
  const body = renderWebhook(report, context);
  await pRetry(
    async () => {
      const status = await post(url, body).catch((error: unknown) => {
        const { code } = error as { code?: unknown };
        throw new Error(`no answer${typeof code === 'string' ? ` (${code})` : ''}`);
      });
      if (status === 429 || status >= 500) throw new Error(`status ${status}`);
      if (status < 200 || status >= 300) throw new AbortError(`status ${status}`);
    },
    { retries: 2, minTimeout: second, factor: 3 },
  );
}

/** Through the proxy that the environment names, within ten seconds, without following redirects. */
async function postJson(url: string, body: string): Promise<number> {
  const client = new HttpClient('prisma-migration-gate', [], { allowRedirects: false, socketTimeout: 10_000 });
  const response = await client.post(url, body, { 'content-type': 'application/json; charset=utf-8' });
  await response.readBody();
  client.dispose();
  return response.message.statusCode ?? 0;
}
