import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import tls, { type ConnectionOptions } from 'node:tls';
import { errorMessage, UsageError } from '../base/errors';
import type { TlsSetting } from './tls-setting';

/**
 * What `tls.connect` needs for a setting, with its files read.
 * @param directory where relative paths start: Prisma takes the folder of the schema
 * @throws UsageError when a file cannot be read or used.
 */
export async function tlsOptions(setting: TlsSetting, directory: string): Promise<ConnectionOptions> {
  const read = (path: string | null, parameter: string) => readTlsFile(path, parameter, directory);
  const options: ConnectionOptions = { rejectUnauthorized: setting.verify !== 'none' };
  if (setting.verify === 'ca') options.checkServerIdentity = () => undefined;
  const ca = await read(setting.caFile, 'sslcert');
  if (ca !== null || setting.verify !== 'none')
    options.ca = [...authorities(), ...(ca === null ? [] : [ca.toString()])];
  const certificate = await read(setting.certificateFile, 'sslcert');
  if (certificate !== null) options.cert = certificate;
  const key = await read(setting.keyFile, 'sslkey');
  if (key !== null) options.key = key;
  const identity = await read(setting.identityFile, 'sslidentity');
  if (identity !== null) options.pfx = identity;
  if (setting.identityPassword !== null) options.passphrase = setting.identityPassword;
  try {
    tls.createSecureContext(options);
  } catch (error) {
    throw new UsageError(
      `The certificate files that the database URL names cannot be used (${errorMessage(error)}): check sslcert and sslidentity, and sslpassword if the file has one.`,
    );
  }
  return options;
}

/** Prisma trusts the authorities of the system; Node has its own list, and reads the system's from 22.15 on. */
function authorities(): readonly string[] {
  return [
    ...tls.rootCertificates,
    ...(typeof tls.getCACertificates === 'function' ? tls.getCACertificates('system') : []),
  ];
}

async function readTlsFile(path: string | null, parameter: string, directory: string): Promise<Buffer | null> {
  if (path === null) return null;
  try {
    return await readFile(isAbsolute(path) ? path : join(directory, path));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? errorMessage(error);
    throw new UsageError(`The file that ${parameter} of the database URL names cannot be read (${reason}).`);
  }
}
