import { delimiter } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { silentLog } from '../../src/base/log';
import { openScratch } from '../../src/gather/scratch/open-scratch';
import type { ScratchServer, ScratchSession, ScratchTrust, SessionOptions } from '../../src/gather/scratch/server';
import { type Major, serverBinaries } from './postgres';

/** A session on which nothing was prepared. */
export const plainSession: SessionOptions = {
  defaultSchema: 'public',
  roles: [],
  schemas: [],
  extensions: [],
  init: null,
};

/** The scratch server of a kind for the tests of a `describe` block, closed after them. Local: of this major version. */
export function useScratch(kind: 'embedded' | 'local', major: Major = 15, trust: ScratchTrust = 'least') {
  let server: ScratchServer;
  beforeAll(() => {
    if (kind === 'local') process.env.PATH = `${serverBinaries(major)}${delimiter}${process.env.PATH}`;
    server = openScratch({ kind }, [], silentLog, trust);
  });
  afterAll(() => server.close());
  return {
    get server(): ScratchServer {
      return server;
    },
    /** Opens a session, lends it to `work`, and closes it. */
    async session<Result>(work: (session: ScratchSession) => Promise<Result>, options = plainSession): Promise<Result> {
      const session = await server.session(options);
      try {
        return await work(session);
      } finally {
        await session.close();
      }
    },
  };
}
