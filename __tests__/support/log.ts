import type { Log } from '../../src/base/log';

/** A log that remembers what it was told. */
export function recordingLog(): Log & { infos: string[]; warnings: string[]; debugs: string[] } {
  const infos: string[] = [];
  const warnings: string[] = [];
  const debugs: string[] = [];
  return {
    infos,
    warnings,
    debugs,
    debug: (message) => debugs.push(message),
    info: (message) => infos.push(message),
    warn: (message) => warnings.push(message),
    progress: () => {},
  };
}
