import type { Named, StructureKind } from './objects';

/** What a comment, a privilege or an owner is of. */
interface OfObject extends Named {
  readonly of: StructureKind | 'default';
  /** Set when the object lives on a table. */
  readonly table: string | null;
  /** Id of that object. */
  readonly target: string;
}

/** A comment; the id is `kind schema.object`. */
export interface CommentObject extends OfObject {
  readonly kind: 'comment';
  readonly text: string;
}

/**
 * Privileges on one object that differ from those of a new one, or default privileges (`of` is `default`); the id is
 * `kind schema.object`. An object that is not listed has the server's defaults.
 */
export interface PrivilegeObject extends OfObject {
  readonly kind: 'privilege';
  /**
   * `grantee: INSERT, SELECT`, sorted: all there are, but the owner (as `(owner)`) only when he has not everything. Empty
   * when the default privileges of PUBLIC were revoked.
   */
  readonly grants: readonly string[];
}

export interface OwnerObject extends OfObject {
  readonly kind: 'owner';
  readonly owner: string;
}
