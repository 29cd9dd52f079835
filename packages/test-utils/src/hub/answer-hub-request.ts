import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HubFault } from './hub-fault.ts';
import type { HubFile } from './hub-file.ts';
import { sendFile } from './send-file.ts';

/** A repository of the test hub at its one commit. */
export interface HubRepo {
  readonly sha: string;
  readonly files: readonly HubFile[];
}

/** A request, its response, and the repository and file they are about. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly fault: HubFault | undefined;
  /** Files per page of a listing. */
  readonly pageSize: number;
  readonly repos: ReadonlyMap<string, HubRepo>;
  readonly storageOrigin: string;
}

const API = /^\/api\/(models|datasets)\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/;
const RESOLVE = /^\/(datasets\/)?([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/;

/** Answers as the hub does: repository facts, a page of a tree, or a file. */
export function answerHubRequest(exchange: Exchange): void {
  const { request, response, repos } = exchange;
  const url = new URL(request.url ?? '/', 'http://hub');
  const [, kind, name, view, apiRevision = ''] = API.exec(url.pathname) ?? [];
  const [, isDataset, resolveName = '', resolveRevision = '', rest = ''] = RESOLVE.exec(url.pathname) ?? [];
  const revision = decodeURIComponent(kind ? apiRevision : resolveRevision);
  const key = findKey(repos, kind ? `${kind}/${name}` : `${isDataset ? 'datasets' : 'models'}/${resolveName}`, revision);
  const repo = repos.get(key);
  if (!repo) sendError(response, 401, 'RepoNotFound');
  else if (revision !== branchOf(key) && revision !== repo.sha) sendError(response, 404, 'RevisionNotFound');
  else if (view === 'tree') sendTree(exchange, repo, url);
  else if (view === 'revision') {
    const withBlobs = url.searchParams.get('blobs') === 'true';
    sendJson(response, { id: name, sha: repo.sha, siblings: repo.files.map((file) => describeSibling(file, withBlobs)) });
  } else resolveFile(exchange, { repo, key, path: decodeURIComponent(rest) });
}

/** A repository's content on a branch other than main is named `org/name@branch`. */
function findKey(repos: Exchange['repos'], name: string, revision: string): string {
  const keys = [...repos.keys()].filter((key) => key === name || key.startsWith(`${name}@`));
  return keys.find((key) => branchOf(key) === revision || repos.get(key)?.sha === revision) ?? name;
}

function branchOf(key: string): string {
  return key.split('@')[1] ?? 'main';
}

function describeSibling({ path, sizeBytes, gitOid, lfsOid }: HubFile, withBlobs: boolean): object {
  if (!withBlobs) return { rfilename: path };
  const large = lfsOid === null ? {} : { lfs: { sha256: lfsOid, size: sizeBytes, pointerSize: 134 } };
  return { rfilename: path, size: sizeBytes, blobId: gitOid, ...large };
}

function resolveFile(
  { request, response, fault, storageOrigin }: Exchange,
  { repo, key, path }: { readonly repo: HubRepo; readonly key: string; readonly path: string },
): void {
  const file = repo.files.find((candidate) => candidate.path === path);
  response.setHeader('x-repo-commit', repo.sha);
  if (!file) sendError(response, 404, 'EntryNotFound');
  else if (file.lfsOid === null) sendFile(file, { request, response, fault });
  else {
    response.setHeader('x-linked-etag', `"${file.lfsOid}"`).setHeader('x-linked-size', String(file.sizeBytes));
    const query = new URLSearchParams({ repo: key, path, signature: 'a-secret-of-the-storage-host' });
    response.writeHead(302, { location: `${storageOrigin}/blob?${query}`, 'content-length': '0' }).end();
  }
}

function sendTree({ response, pageSize, request }: Exchange, { files }: HubRepo, url: URL): void {
  // Number(null) is 0: the first page has no cursor.
  const start = Number(url.searchParams.get('cursor'));
  const folders = [...new Set(files.map(({ path }) => path.split('/').slice(0, -1).join('/')).filter((path) => path !== ''))];
  const entries = [
    ...folders.map((path) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path })),
    ...files.map(({ path, sizeBytes, gitOid, lfsOid }) => ({
      type: 'file',
      oid: gitOid,
      size: sizeBytes,
      path,
      ...(lfsOid === null ? {} : { lfs: { oid: lfsOid, size: sizeBytes, pointerSize: 134 } }),
    })),
  ];
  if (start + pageSize < entries.length) {
    url.searchParams.set('cursor', String(start + pageSize));
    response.setHeader('link', `<http://${request.headers.host}${url.pathname}${url.search}>; rel="next"`);
  }
  sendJson(response, entries.slice(start, start + pageSize));
}

/** Sends a fault that replaces the whole response; false if there is none. */
export function answerFault(fault: HubFault | undefined, response: ServerResponse): boolean {
  if (fault?.kind === 'status') response.writeHead(fault.status, fault.headers).end();
  else if (fault?.kind === 'redirect') response.writeHead(302, { location: fault.to }).end();
  else if (fault?.kind === 'body') response.end(fault.body);
  else return false;
  return true;
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
}

/** Refuses as the hub does, with the error code in a header. */
export function sendError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'x-error-code': code }).end();
}
