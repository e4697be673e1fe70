import { decodePercent } from './percent';

/** What must not be seen of a database URL. */
export interface UrlSecrets {
  /**
   * For the runner's own masking (`core.setSecret`), which blanks the text wherever it occurs: the URL, its `user:password`
   * part, and passwords that are long and not also the name of something.
   */
  readonly maskable: readonly string[];
  /** Passwords as written and decoded, all of them, short ones too, for {@link createRedactor}. */
  readonly passwords: readonly string[];
  /** User names as written and decoded. */
  readonly users: readonly string[];
}

/**
 * Shorter passwords, and those that are also the user, host or database, are everyday words such as `postgres`: blanking
 * them everywhere makes a log unreadable and drops job outputs (actions/runner#475).
 */
const shortestDistinctive = 8;
const secretParameter = /password|secret|token|api_?key/i;

/**
 * Finds the secrets of a database URL. It works on text, not on a parsed URL, because a URL that cannot be parsed is as
 * secret as one that can, and is more likely to be shown in an error.
 */
export function secretsOf(url: string): UrlSecrets {
  const text = url.trim();
  const { credentials, names, parameters } = takeApart(text);
  const passwords = withDecoded([...credentials.map(passwordOf), ...parameters]);
  const users = withDecoded(credentials.map(userOf));
  const ordinary = new Set([...names, ...users]);
  const long = [url, text, ...credentials.filter((part) => passwordOf(part) !== '')];
  const maskable = [...long, ...passwords.filter((password) => !ordinary.has(password))];
  return { maskable: distinct(maskable.filter((secret) => secret.length >= shortestDistinctive)), passwords, users };
}

/**
 * Takes the text apart. What stands before the host ends at the last `@` of the authority; where a character of the
 * password was not escaped the authority ends too early, so the last `@` of all counts as well.
 */
function takeApart(text: string): { credentials: string[]; names: string[]; parameters: string[] } {
  const rest = text.replace(/^[^/?#@]*:\/\//, '');
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const credentials = [authority, rest]
    .filter((part) => part.includes('@'))
    .map((part) => part.slice(0, part.lastIndexOf('@')));
  const [host = '', database = ''] = rest.slice(rest.lastIndexOf('@', authority.length) + 1).split(/[/?#]/);
  const parameters = [...new URLSearchParams(/\?(.*)$/s.exec(rest)?.[1] ?? '')]
    .filter(([name]) => secretParameter.test(name))
    .map(([, value]) => value);
  return {
    credentials: distinct(credentials),
    names: withDecoded([host, host.replace(/:\d*$/, ''), database]),
    parameters,
  };
}

function userOf(credentials: string): string {
  return credentials.replace(/:.*$/s, '');
}

function passwordOf(credentials: string): string {
  return credentials.includes(':') ? credentials.replace(/^[^:]*:/, '') : '';
}

/** True for a password that is worth blanking wherever it occurs. */
export function isDistinctive(password: string, { maskable }: UrlSecrets): boolean {
  return maskable.includes(password);
}

function withDecoded(texts: readonly string[]): string[] {
  return distinct([...texts, ...texts.map(decodePercent)]);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}
