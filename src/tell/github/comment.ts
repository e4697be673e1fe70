import { type Client, once } from './client';
import { statusOf } from './failure';
import { type Content, createOnce, isUnchanged, onlyOwn, rememberLogin, withMarker } from './own';

/** Where the comment belongs. */
export interface CommentPlace {
  readonly owner: string;
  readonly repo: string;
  /** Of the pull request. */
  readonly number: number;
}

/** What became of the comment; `none`: there was none and none was wanted. */
export interface CommentResult {
  readonly action: 'created' | 'updated' | 'unchanged' | 'none';
  readonly url: string | null;
}

/**
 * Keeps one comment with this marker in step with the content: creates it (unless `create` is false), updates it, or
 * leaves it alone when it already says so. If there are several of ours, the oldest stays and the others are deleted.
 * @throws the client's error when a request fails for good
 */
export async function keepComment(
  client: Client,
  place: CommentPlace,
  mark: string,
  content: Content,
  { create = true, second }: { create?: boolean; second?: number | undefined } = {},
): Promise<CommentResult> {
  const { owner, repo, number } = place;
  const body = withMarker(mark, content);
  const [oldest, ...others] = await findComments(client, place, mark);
  if (oldest) {
    await deleteComments(client, place, others);
    if (isUnchanged(oldest.body, content)) return { action: 'unchanged', url: oldest.html_url };
    const { data } = await client.rest.issues.updateComment({ owner, repo, comment_id: oldest.id, body });
    return { action: 'updated', url: data.html_url };
  }
  if (!create) return { action: 'none', url: null };
  const created = await createOnce(
    async () => (await client.rest.issues.createComment({ owner, repo, issue_number: number, body, ...once })).data,
    async () => (await findComments(client, place, mark))[0] ?? null,
    second,
  );
  rememberLogin(client, created);
  // Another run may have done the same meanwhile, or a try that seemed lost was carried out late: the oldest stays.
  const [first = created, ...younger] = await findComments(client, place, mark);
  await deleteComments(client, place, younger);
  return { action: 'created', url: first.html_url };
}

async function deleteComments(client: Client, { owner, repo }: CommentPlace, comments: readonly { id: number }[]) {
  for (const { id } of comments) {
    await client.rest.issues.deleteComment({ owner, repo, comment_id: id }).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
    });
  }
}

/** Our comments with the marker, the oldest first, through all pages. */
async function findComments(client: Client, { owner, repo, number }: CommentPlace, mark: string) {
  const comments = await client.paginate(client.rest.issues.listComments, {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  });
  return (await onlyOwn(client, mark, comments)).sort((a, b) => a.id - b.id);
}
