import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client';
import { isUnavailable } from './failure';

/** SHA-256, hex: what stands in markers, so that no key, path or URL is readable there. */
export function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** The hidden line by which we find again what we wrote; always the first of a body. */
export function marker(kind: '' | 'issue' | 'suggestion', ...key: readonly string[]): string {
  return `<!-- prisma-migration-gate${kind === '' ? '' : `-${kind}`}:${digestOf(...key)} -->`;
}

const digestLine = (digest: string) => `<!-- digest:${digest} -->`;

/** A text to post, and the part of it that decides whether it is news: without the run's address, say. */
export interface Content {
  readonly text: string;
  readonly stable: string;
}

/** The body with its marker and digest in front. */
export function withMarker(mark: string, content: Content): string {
  return `${mark}\n${digestLine(digestOf(content.stable))}\n${content.text}`;
}

/** True when the body was made of the same content. */
export function isUnchanged(body: string | null | undefined, content: Content): boolean {
  return body?.split('\n', 2)[1]?.trim() === digestLine(digestOf(content.stable));
}

interface Authored {
  readonly body?: string | null | undefined;
  readonly user?: { readonly login?: string; readonly type?: string } | null | undefined;
}

/**
 * Picks what we wrote: the body begins with the marker, and the author is the user of our token. Anyone can quote a
 * marker; what a stranger wrote is theirs to change, so it must not be taken for ours.
 */
export async function onlyOwn<T extends Authored>(client: Client, mark: string, items: readonly T[]): Promise<T[]> {
  const marked = items.filter(({ body }) => body?.startsWith(mark));
  if (marked.length === 0) return [];
  const login = (await loginOf(client)) ?? workflowLogin;
  return marked.filter(({ user }) => user?.login?.toLowerCase() === login);
}

/**
 * Who writes with the `GITHUB_TOKEN` of a workflow (GitHub documentation, "GITHUB_TOKEN"), which is what a token is that
 * may not ask who it is. Never any bot: another one's comment under our marker is not ours to change.
 */
const workflowLogin = 'github-actions[bot]';

const logins = new WeakMap<Client, Promise<string | null>>();

/** What was just created tells who we are, without asking. */
export function rememberLogin(client: Client, { user }: Authored): void {
  if (user?.login) logins.set(client, Promise.resolve(user.login.toLowerCase()));
}

/** The login of the token's user, lower case; null when it cannot be had. */
export function loginOf(client: Client): Promise<string | null> {
  const known = logins.get(client);
  if (known) return known;
  const login = client
    .graphql<{ viewer: { login: string } }>('query { viewer { login } }')
    .then(({ viewer }) => viewer.login.toLowerCase())
    .catch(() => null);
  logins.set(client, login);
  return login;
}

/**
 * Creates something once. A server that fails may have created it all the same, so it is looked for before the next try;
 * `create` must not be retried by the client itself.
 */
export async function createOnce<T>(
  create: () => Promise<T>,
  find: () => Promise<T | null>,
  second = 1000,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await create();
    } catch (error) {
      if (!isUnavailable(error) || tries >= 2) throw error;
      await sleep((1 + tries) ** 2 * second);
      const found = await find();
      if (found !== null) return found;
    }
  }
}
