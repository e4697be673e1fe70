/** In how many parts a time is counted. */
const parts = 10;

/**
 * Calls back when the time has passed, unless it is called off before. Time in which this thread was busy counts little: the
 * answer may lie there unread, as when Prisma's engine renders a large schema, and a plain timer would go off before it is
 * looked at.
 * @returns calls it off
 */
export function patience(ms: number, expired: () => void): () => void {
  let left = parts;
  const timer = setInterval(() => {
    left--;
    if (left > 0) return;
    clearInterval(timer);
    expired();
  }, ms / parts);
  return () => clearInterval(timer);
}
