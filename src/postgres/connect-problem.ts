import { DatabaseError } from 'pg';
import { errorMessage } from '../base/errors';
import type { DatabaseAddress } from './url';

/** Why a connection could not be made. */
export interface ConnectProblem {
  /** What happened and its likely cause, the end of a sentence that begins with the address. */
  readonly text: string;
  /** False when trying again cannot help. */
  readonly transient: boolean;
}

/** SQLSTATE, or the code that Node gives to an error of a socket or of TLS. */
type Code = string;

/** What to say of each code; the server's own words are put behind where they say more. */
const byCode: Readonly<Record<Code, { text: string; transient?: boolean; quote?: boolean }>> = {
  ENOTFOUND: { text: 'host name not found (DNS). Check the host in the URL', transient: true },
  EAI_AGAIN: { text: 'the name server did not answer (DNS). Check the network of the runner', transient: true },
  ECONNREFUSED: {
    text: 'connection refused. Nothing listens there: check host and port, and that the server runs',
    transient: true,
  },
  ETIMEDOUT: { text: 'no answer (time-out). Often a firewall or an allow list without the runner', transient: true },
  EHOSTUNREACH: { text: 'no route to the host. Check the network, VPN or IPv6 of the runner', transient: true },
  ENETUNREACH: { text: 'the network is unreachable. Check the network, VPN or IPv6 of the runner', transient: true },
  EADDRNOTAVAIL: { text: 'the network is unreachable. Check the network, VPN or IPv6 of the runner', transient: true },
  ECONNRESET: { text: 'the connection was reset before the server answered', transient: true },
  EPIPE: { text: 'the connection was reset before the server answered', transient: true },
  ENOENT: { text: 'no such socket. Check the host parameter, and that the server runs', transient: true },
  ENOTSOCK: { text: 'not a socket. The host parameter names the directory of the socket' },
  EACCES: { text: 'no permission to use the socket' },
  ERR_TLS_CERT_ALTNAME_INVALID: { text: 'TLS: the certificate is for another host name' },
  CERT_HAS_EXPIRED: { text: 'TLS: the certificate of the server has expired' },
  EPROTO: { text: 'TLS: the handshake failed', quote: true },
  '28P01': { text: 'authentication failed. Check user and password', quote: true },
  '28000': { text: 'authentication failed', quote: true },
  '3D000': { text: 'no such database', quote: true },
  '42501': { text: 'permission denied', quote: true },
  '53300': { text: 'too many connections', transient: true, quote: true },
  '57P03': { text: 'the server is starting up, shutting down or recovering', transient: true, quote: true },
  '57P01': { text: 'the server is shutting down', transient: true, quote: true },
  '57P02': { text: 'the server crashed', transient: true, quote: true },
};

/** Of the server's own words, in characters: OpenSSL can be long-winded. */
const longestQuote = 300;

/** Supabase's and Neon's poolers. */
const unknownTenant = /(tenant|user|project|endpoint).*(not found|could not be found|not specified)/i;

/** Failed checks of a certificate's chain: `X509_V_ERR_*` of OpenSSL, as Node names them. */
const untrusted = /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_UNTRUSTED|CERT_REJECTED|CERT_NOT_YET_VALID/;

/**
 * Sorts what `pg` threw while connecting; Node throws an `AggregateError` when a name has several addresses and none
 * answers.
 */
export function connectProblem(thrown: unknown, { tls, options }: DatabaseAddress): ConnectProblem {
  const error = thrown instanceof AggregateError ? mostTelling(thrown.errors) : thrown;
  const message = errorMessage(error).replace(/\s+/g, ' ').trim().slice(0, longestQuote);
  const code = (error as { code?: Code } | null)?.code ?? '';
  // A server answers with what it does not like of `options`, which may be anything: then its words are not repeated.
  const words = (introduction: string) =>
    error instanceof DatabaseError && options !== null ? '' : ` (${introduction}${message})`;
  // Providers that route by name answer in their own words, under various codes.
  if (error instanceof DatabaseError && unknownTenant.test(message)) {
    return permanent(`the provider knows no such project. Check user and host in the URL${words('it said: ')}`);
  }
  if (code === '28000' && /no pg_hba\.conf entry|pg_hba\.conf rejects/.test(message))
    return refusedByHba(message, words('the server said: '));
  if (untrusted.test(code)) {
    return permanent(
      `TLS: the certificate of the server is not trusted (${message}). Name its authority with sslcert in the URL`,
    );
  }
  const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
  if (known !== undefined) {
    return {
      text: known.quote ? known.text + words('the server said: ') : known.text,
      transient: known.transient === true,
    };
  }
  if (error instanceof DatabaseError) return permanent(refusal(code));
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))
    return permanent(`TLS: the handshake failed (${message})`);
  return sentenceOfDriver(message, tls.mode);
}

/** What `options` and other settings of the start-up are refused with: undefined, malformed, or not let through by a pooler. */
const refusedSettings = ['42704', '42601', '22023', '08P01'];

/** A refusal of no known kind: its SQLSTATE, and none of the server's words, which could be anybody's. */
function refusal(code: Code): string {
  const known = /^[0-9A-Z]{5}$/.test(code) ? `SQLSTATE ${code}` : 'without a SQLSTATE';
  return refusedSettings.includes(code)
    ? `the server does not take a setting of the URL (${known}). Check its options parameter; a pooler may take none`
    : `the server refused (${known}). Its log says why`;
}

/** A machine without IPv6 cannot reach the one address and is refused at the other: the refusal says more. */
function mostTelling(errors: readonly unknown[]): unknown {
  const codeOf = (error: unknown) => (error as { code?: Code } | null)?.code ?? '';
  return errors.find((error) => !/^E(NETUNREACH|HOSTUNREACH|ADDRNOTAVAIL)$/.test(codeOf(error))) ?? errors[0];
}

/** Sentences of `pg` (lib/client.js, lib/connection.js, lib/crypto/sasl.js) that come without a code. */
function sentenceOfDriver(message: string, mode: DatabaseAddress['tls']['mode']): ConnectProblem {
  if (message.startsWith('timeout expired')) {
    return { text: byCode.ETIMEDOUT?.text ?? message, transient: true };
  }
  if (message.startsWith('Connection terminated')) {
    return { text: 'the server or a proxy closed the connection before it answered', transient: true };
  }
  if (message === noTls) {
    return permanent(`TLS: the server does not offer it, and the URL says sslmode=${mode}`);
  }
  if (/establishing an SSL connection/.test(message)) {
    return permanent('something answers there that is not PostgreSQL. Check host and port');
  }
  if (/password must be/.test(message))
    return permanent('authentication failed. The server wants a password, and the URL has none');
  if (message.startsWith('SASL')) return permanent(`authentication failed (${message})`);
  return permanent(message);
}

/** What `pg` throws when the server answers the request for TLS with `N` (lib/connection.js). */
export const noTls = 'The server does not support SSL connections';

/** The host-based rules of the server let nobody in like this (PostgreSQL manual, "Authentication Problems"). */
function refusedByHba(message: string, words: string): ConnectProblem {
  const cause = /no encryption|SSL off/.test(message)
    ? 'it may want TLS (sslmode=require) or not know the address of this machine'
    : 'it does not let this user, database and address in';
  return permanent(`pg_hba.conf of the server refuses the connection: ${cause}${words}`);
}

function permanent(text: string): ConnectProblem {
  return { text, transient: false };
}
