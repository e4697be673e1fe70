import { setTimeout as delay } from 'node:timers/promises';

type Cleanup = () => Promise<void>;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** The Actions runner kills a cancelled step 7.5 s after SIGINT. */
const patienceMs = 5_000;

const cleanups = new Set<Cleanup>();
let isEnding = false;

/**
 * Has `cleanup` run when the process is told to end, before it does. A second signal ends it at once.
 * @returns takes it back
 */
export function onTermination(cleanup: Cleanup): () => void {
  if (cleanups.size === 0) for (const signal of signals) process.on(signal, end);
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) stopListening();
  };
}

/** Goes on unless the process has been told to end: what would be begun then nobody would clean up. */
export async function unlessEnding(): Promise<void> {
  if (isEnding) await new Promise<never>(() => {});
}

function end(signal: NodeJS.Signals): void {
  const done = isEnding ? Promise.resolve() : Promise.allSettled([...cleanups].map((cleanup) => cleanup()));
  isEnding = true;
  void Promise.race([done, delay(patienceMs, undefined, { ref: false })]).then(() => {
    stopListening();
    // What happens by default, or what others who listen do.
    process.kill(process.pid, signal);
  });
}

function stopListening(): void {
  for (const signal of signals) process.off(signal, end);
}
