import { setTimeout as sleep } from 'node:timers/promises';
import { GitHub, getOctokitOptions } from '@actions/github/lib/utils';
import type { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { Log } from '../../base/log';

export type Client = InstanceType<typeof GitHub>;

export interface ClientOptions {
  readonly token: string;
  /** `GITHUB_API_URL`: GitHub Enterprise Server has its own. */
  readonly apiUrl: string;
  readonly log: Log;
  /** Milliseconds that one second of waiting takes; less than 1000 in tests. */
  readonly second?: number;
  /** For tests: settings of the throttling plugin. */
  readonly throttle?: object;
}

/** One try of one request may take this long, in milliseconds. */
const patience = 20_000;
/** A limit that ends later than this many seconds from now is not waited for. */
const longestWait = 60;

let clients = 0;

/**
 * A client of the REST API that waits out rate limits and tries again when the server fails. Proxies are those of
 * `@actions/github`. Requests that create something should pass {@link once} and look for the result themselves before
 * they try again: see {@link createOnce}.
 */
export function createClient({ token, apiUrl, log, second = 1000, throttle = {} }: ClientOptions): Client {
  clients += 1;
  const wait = (kind: string) => (seconds: number, options: object, _client: unknown, tries: number) => {
    const willWait = tries < 2 && seconds <= longestWait;
    const { method, url } = options as { method?: string; url?: string };
    log.info(`GitHub: ${kind} at ${method} ${url}, ${willWait ? `waiting ${seconds} s` : 'giving up'}`);
    return willWait;
  };
  const Kind = GitHub.plugin(timeLimit(second), retry, throttling);
  return new Kind(
    getOctokitOptions(token, {
      baseUrl: apiUrl,
      // Also not retried: 400 to 422, which say what is wrong, and 429, which `timeLimit` and throttling wait for.
      retry: { doNotRetry: [400, 401, 403, 404, 410, 413, 422, 429, 451], retries: 2, retryAfterBaseValue: second },
      throttle: {
        // Its own limiter for each client: the pauses between writes are for one token.
        id: `prisma-migration-gate-${clients}`,
        retryAfterBaseValue: second,
        onRateLimit: wait('rate limit'),
        onSecondaryRateLimit: wait('secondary rate limit'),
        ...throttle,
      },
      log: { debug: () => {}, info: () => {}, warn: (message: string) => log.debug(message), error: () => {} },
    }),
  );
}

/** Request options for what must not be sent twice by the retry plugin. */
export const once = { request: { retries: 0 } } as const;

/**
 * Limits each try in time, and honours `retry-after` of a plain 429, which neither plugin does (throttling looks for the
 * words of a secondary limit, retry has its own pauses). The innermost plugin, so that it sees single tries.
 */
function timeLimit(second: number) {
  return (client: Octokit) => {
    client.hook.wrap('request', async (request, options) => {
      for (let tries = 0; ; tries += 1) {
        try {
          const signal = AbortSignal.timeout(patience);
          return await request({ ...options, request: { ...options.request, signal } });
        } catch (error) {
          const seconds = retryAfter(error);
          if (seconds === null || seconds > longestWait || tries >= 2) throw error;
          await sleep(seconds * second);
        }
      }
    });
    return {};
  };
}

function retryAfter(error: unknown): number | null {
  const { status, response } = error as { status?: number; response?: { headers?: Record<string, unknown> } };
  const seconds = Number(response?.headers?.['retry-after']);
  return status === 429 && Number.isFinite(seconds) ? seconds : null;
}
