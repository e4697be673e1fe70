import type { Log } from '../../base/log';
import type { DatabaseAddress } from '../../postgres/url';
import type { ScratchTrust } from './server';

/** A server on which databases can be made. */
export interface DatabaseHost {
  /** With the database to connect to for making others; nothing else is done in it. */
  readonly address: DatabaseAddress;
  /** It outlives this process and others may use it: drop only what is known to be ours, and also when we are killed. */
  readonly shared: boolean;
  readonly trust: ScratchTrust;
  readonly log: Log;
}
