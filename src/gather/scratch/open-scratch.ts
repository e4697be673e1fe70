import type { Log } from '../../base/log';
import type { ScratchSetting } from '../../contracts/settings';
import { EmbeddedServer } from './embedded-server';
import { LocalServer } from './local-server';
import { RemoteServer, type ScratchTarget } from './remote-server';
import type { ScratchServer, ScratchTrust } from './server';

/**
 * The scratch server that the settings name. Close it also when no session was opened.
 * @throws UsageError when a scratch URL is not one or names the database of a target
 */
export function openScratch(
  setting: ScratchSetting,
  targets: readonly ScratchTarget[],
  log: Log,
  trust: ScratchTrust = 'least',
): ScratchServer {
  switch (setting.kind) {
    case 'embedded':
      return new EmbeddedServer(trust);
    case 'local':
      return new LocalServer(trust, log);
    case 'remote':
      return new RemoteServer(setting.url, targets, trust, log);
  }
}
