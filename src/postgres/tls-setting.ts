/** How the connection is encrypted, and whether the server must prove who it is. */
export interface TlsSetting {
  /** `prefer`: TLS when the server offers it, else plain. */
  readonly mode: 'disable' | 'prefer' | 'require';
  /** `ca`: the chain is checked; `full`: the host name too. */
  readonly verify: 'none' | 'ca' | 'full';
  /** PEM with certificates to trust, besides the usual authorities. */
  readonly caFile: string | null;
  /** PEM pair that proves who we are, as libpq has it (`sslcert` together with `sslkey`). */
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  /** PKCS#12 that proves who we are, as Prisma has it. */
  readonly identityFile: string | null;
  readonly identityPassword: string | null;
}

/** What each `sslmode` asks for. Prisma has the first three; the rest are libpq's and node-postgres's. */
const modes: Readonly<Record<string, Pick<TlsSetting, 'mode' | 'verify'>>> = {
  disable: { mode: 'disable', verify: 'none' },
  prefer: { mode: 'prefer', verify: 'none' },
  require: { mode: 'require', verify: 'none' },
  allow: { mode: 'prefer', verify: 'none' },
  'no-verify': { mode: 'require', verify: 'none' },
  'verify-ca': { mode: 'require', verify: 'ca' },
  'verify-full': { mode: 'require', verify: 'full' },
};

/**
 * Reads the TLS parameters of a database URL. Like Prisma it prefers TLS, checks no certificate unless `sslaccept` says so,
 * and takes an `sslaccept` that it does not know for strict (quaint, `parse_query_params`, `SslAcceptMode`).
 * @param notes gets a line for people when something was left out
 */
export function tlsSetting(parameters: ReadonlyMap<string, string>, notes: string[]): TlsSetting {
  const sslmode = parameters.get('sslmode') ?? 'prefer';
  const accept = parameters.get('sslaccept') ?? 'accept_invalid_certs';
  const keyFile = parameters.get('sslkey') || null;
  const certificate = parameters.get('sslcert') || null;
  const chosen = Object.hasOwn(modes, sslmode) ? modes[sslmode] : undefined;
  if (chosen === undefined) notes.push('The URL has an sslmode that is not known; taken as prefer, as Prisma does.');
  return {
    mode: chosen?.mode ?? 'prefer',
    verify: accept === 'accept_invalid_certs' ? (chosen?.verify ?? 'none') : 'full',
    caFile: parameters.get('sslrootcert') || (keyFile === null ? certificate : null),
    certificateFile: keyFile === null ? null : certificate,
    keyFile,
    identityFile: parameters.get('sslidentity') || null,
    identityPassword: parameters.get('sslpassword') || null,
  };
}
