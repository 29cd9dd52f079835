import { AppError } from '@lamina/errors';
import type { RepoFile, RepoListing } from '../repo/repo.ts';
import { checkRepoPaths } from '../repo/repo-path.ts';
import { getJson, type JsonAnswer, malformed } from './get-json.ts';
import type { HubClient } from './hub-client.ts';
import type { HubOptions } from './hub-options.ts';

/** Limits against malicious or broken servers. */
const LISTING_LIMITS = { pages: 1000, files: 200_000 } as const;

/** A repository at a revision. */
export type RepoRequest = Pick<RepoListing, 'kind' | 'repo' | 'revision'>;

/**
 * Resolves a revision to its commit and lists the files of that commit, page by page.
 * @throws AppError NOT_FOUND, UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED, HUB_UNREACHABLE; HUB_ANSWER_INVALID for an answer of another form, and for
 * files outside their folder.
 */
export async function listRepo(client: HubClient, request: RepoRequest, options: HubOptions): Promise<RepoListing> {
  const { kind, repo, revision } = request;
  const root = `/api/${kind}/${repo}`;
  const facts = await getJson(client, client.addressOf(`${root}/revision/${encodeURIComponent(revision)}`), options);
  const sha = fieldOf(facts.value, 'sha');
  if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha)) throw malformed(facts.place, 'it names no commit');
  const files = await listFiles(client, { root, sha, repo }, options);
  checkRepoPaths(
    files.map(({ path }) => path),
    repo,
  );
  return { kind, repo, revision, sha, files };
}

async function listFiles(
  client: HubClient,
  { root, sha, repo }: { readonly root: string; readonly sha: string; readonly repo: string },
  options: HubOptions,
): Promise<readonly RepoFile[]> {
  const files: RepoFile[] = [];
  let next: URL | undefined = client.addressOf(`${root}/tree/${sha}?recursive=true&expand=false`);
  for (let page = 0; next !== undefined; page += 1) {
    const answer: JsonAnswer | undefined = await getJson(client, next, options).catch((failure: unknown) => {
      // Simple mirrors do not support trees, but every mirror has the information about a revision.
      if (page === 0 && failure instanceof AppError && failure.code === 'NOT_FOUND') return undefined;
      throw failure;
    });
    if (!answer) return await listSiblings(client, client.addressOf(`${root}/revision/${sha}?blobs=true`), options);
    if (!Array.isArray(answer.value)) throw malformed(answer.place, 'a list of files was expected');
    files.push(...answer.value.filter((entry) => fieldOf(entry, 'type') === 'file').map((entry) => parseFile(entry, answer.place)));
    next = answer.next;
    if (page >= LISTING_LIMITS.pages || files.length > LISTING_LIMITS.files) {
      throw new AppError('HUB_ANSWER_INVALID', `${repo} lists more than ${LISTING_LIMITS.files} files, which is the limit`);
    }
  }
  return files;
}

async function listSiblings(client: HubClient, address: URL, options: HubOptions): Promise<readonly RepoFile[]> {
  const { value, place } = await getJson(client, address, options);
  const siblings = fieldOf(value, 'siblings');
  if (!Array.isArray(siblings)) throw malformed(place, 'it lists no files');
  return siblings.map((entry: unknown) => {
    const lfs = fieldOf(entry, 'lfs') ?? undefined;
    const large = lfs === undefined ? {} : { lfs: { oid: fieldOf(lfs, 'sha256'), size: fieldOf(lfs, 'size') } };
    return parseFile({ path: fieldOf(entry, 'rfilename'), size: fieldOf(entry, 'size'), oid: fieldOf(entry, 'blobId'), ...large }, place);
  });
}

function parseFile(entry: unknown, place: string): RepoFile {
  const path = fieldOf(entry, 'path');
  const lfs = fieldOf(entry, 'lfs') ?? undefined;
  const sizeBytes = lfs === undefined ? fieldOf(entry, 'size') : (fieldOf(lfs, 'size') ?? fieldOf(entry, 'size'));
  const hex = fieldOf(lfs ?? entry, 'oid');
  if (typeof path !== 'string') throw malformed(place, 'a file has no path');
  if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
    throw malformed(place, `${JSON.stringify(path)} has no size`);
  // The digest becomes a file name in the cache, so its form is checked as strictly as a path.
  if (typeof hex !== 'string' || !(lfs === undefined ? /^[0-9a-f]{40}$/ : /^[0-9a-f]{64}$/).test(hex)) {
    throw malformed(place, `${JSON.stringify(path)} has no ${lfs === undefined ? 'git object id' : 'SHA-256'}`);
  }
  return { path, sizeBytes, digest: { algorithm: lfs === undefined ? 'git-sha1' : 'sha256', hex } };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
