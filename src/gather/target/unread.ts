import { UndeterminedError } from '../../base/errors';
import type { LockHolder } from '../../contracts/target';
import type { ServerError } from '../../postgres/connection';
import { ConnectionLostError } from '../../postgres/pg-connection';
import type { TransactionLimits } from '../../postgres/transaction';

/** What was going on when the server refused. */
interface Circumstances {
  /** The beginning of a sentence, such as `Reading _prisma_migrations`. */
  readonly doing: string;
  readonly limits: TransactionLimits;
  /** Who holds Prisma's lock, as far as that had been read. */
  readonly holder: LockHolder | undefined;
}

/** What stopped the reading of a target, in one line for people. */
export function unread(error: ServerError, { doing, limits, holder }: Circumstances): UndeterminedError {
  const message = error.message.replace(/\s+/g, ' ');
  switch (error.code) {
    case '57P01': // admin_shutdown
    case '57P02': // crash_shutdown
      return new ConnectionLostError(`${doing} was cut off by the server (${message}).`);
    case '57014': // query_canceled
      return new UndeterminedError(
        `${doing} was cancelled: longer than ${limits.statementMs / 1000} s (statement_timeout), or by someone (${message}).`,
      );
    case '55P03': // lock_not_available
      return new UndeterminedError(
        holder === undefined
          ? `${doing} waited longer than ${limits.lockMs / 1000} s for a lock of another session (lock_timeout).`
          : `A deploy is running (pid ${holder.pid} holds the lock of Prisma Migrate) and locks what has to be read: try again when it is done.`,
      );
    case '25P03': // idle_in_transaction_session_timeout
      return new UndeterminedError(
        `${doing} was given up: the gate paused for longer than ${limits.idleMs / 1000} s (idle_in_transaction_session_timeout).`,
      );
    case '40001': // serialization_failure; in a read-only transaction that is a standby's conflict with recovery
      return new UndeterminedError(
        `${doing} was given up by the standby in favour of replication (${message}): try again, or read the primary.`,
      );
    case '42501': // insufficient_privilege
      return new UndeterminedError(`${doing} is not permitted to the role (${message}).`);
    default:
      return new UndeterminedError(`${doing} failed: ${message} (${error.code}).`);
  }
}
