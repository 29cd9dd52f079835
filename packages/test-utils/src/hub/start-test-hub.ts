import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HubFault, PlannedFault } from './hub-fault.ts';
import { describeHubFile, type HubContent, type HubFile } from './hub-file.ts';
import { sendFile } from './send-file.ts';

/** What a test hub serves: by `org/name`, files by path. */
export interface TestHubContent {
  readonly models?: Readonly<Record<string, Readonly<Record<string, HubContent>>>>;
  readonly datasets?: Readonly<Record<string, Readonly<Record<string, HubContent>>>>;
  /** Token without which nothing is found. */
  readonly token?: string;
  /** Files per page of a listing (1000). */
  readonly pageSize?: number;
}

/** A request as it reached the hub, or the storage host that holds its large files. */
export interface HubRequest {
  readonly host: 'hub' | 'storage';
  readonly method: string;
  readonly address: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

/** A running hub. */
export interface TestHub {
  readonly endpoint: string;
  readonly requests: readonly HubRequest[];
  /** Makes the next matching answers go wrong. */
  plan(fault: PlannedFault): void;
  /** Commit of a repository's content. */
  shaOf(kind: 'models' | 'datasets', repo: string): string;
  close(): Promise<void>;
}

interface Repo {
  readonly sha: string;
  readonly files: readonly HubFile[];
}

/**
 * Starts a server with the interface of the Hugging Face hub: repository facts, paged trees, `resolve` with ranges, large files on a storage host
 * of another origin. Every branch and tag is called `main`; small files are served by the hub itself.
 */
export async function startTestHub(content: TestHubContent): Promise<TestHub> {
  const repos = describeRepos(content);
  const requests: HubRequest[] = [];
  const faults: { readonly plan: PlannedFault; left: number }[] = [];
  const storage = createServer((request, response) => {
    const fault = note('storage', request);
    const url = new URL(request.url ?? '/', 'http://storage');
    const file = repos.get(url.searchParams.get('repo') ?? '')?.files.find(({ path }) => path === url.searchParams.get('path'));
    if (file && !answerFault(fault, response)) sendFile(file, { request, response, fault });
  });
  const storageOrigin = await listen(storage);
  const hub = createServer((request, response) => {
    const fault = note('hub', request);
    if (answerFault(fault, response)) return;
    const isAllowed = content.token === undefined || request.headers.authorization === `Bearer ${content.token}`;
    if (isAllowed) answer({ request, response, fault, content, repos, storageOrigin });
    else sendError(response, 401, 'RepoNotFound');
  });
  const endpoint = await listen(hub);

  function note(host: HubRequest['host'], { method = 'GET', url = '/', headers }: IncomingMessage): HubFault | undefined {
    requests.push({ host, method, address: url, authorization: headers.authorization, range: headers.range });
    const entry = faults.find(({ plan, left }) => left > 0 && decodeURIComponent(url).includes(plan.address));
    if (entry) entry.left -= 1;
    return entry?.plan.fault;
  }

  return {
    endpoint,
    requests,
    plan: (plan) => void faults.push({ plan, left: plan.times ?? 1 }),
    shaOf: (kind, repo) => repos.get(`${kind}/${repo}`)?.sha ?? '',
    close: async () => {
      await Promise.all([hub, storage].map(stop));
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly fault: HubFault | undefined;
  readonly content: TestHubContent;
  readonly repos: ReadonlyMap<string, Repo>;
  readonly storageOrigin: string;
}

const API = /^\/api\/(models|datasets)\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/;
const RESOLVE = /^\/(datasets\/)?([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/;

function answer(exchange: Exchange): void {
  const { request, response, repos } = exchange;
  const url = new URL(request.url ?? '/', 'http://hub');
  const [, kind, name, view, apiRevision = ''] = API.exec(url.pathname) ?? [];
  const [, isDataset, resolveName = '', resolveRevision = '', rest = ''] = RESOLVE.exec(url.pathname) ?? [];
  const key = kind ? `${kind}/${name}` : `${isDataset ? 'datasets' : 'models'}/${resolveName}`;
  const repo = repos.get(key);
  const revision = decodeURIComponent(kind ? apiRevision : resolveRevision);
  if (!repo) sendError(response, 401, 'RepoNotFound');
  else if (revision !== 'main' && revision !== repo.sha) sendError(response, 404, 'RevisionNotFound');
  else if (view === 'tree') sendTree(exchange, repo, url);
  else if (view === 'revision') {
    const withBlobs = url.searchParams.get('blobs') === 'true';
    sendJson(response, { id: name, sha: repo.sha, siblings: repo.files.map((file) => describeSibling(file, withBlobs)) });
  } else resolveFile(exchange, { repo, key, path: decodeURIComponent(rest) });
}

function describeSibling({ path, sizeBytes, gitOid, lfsOid }: HubFile, withBlobs: boolean): object {
  if (!withBlobs) return { rfilename: path };
  const large = lfsOid === null ? {} : { lfs: { sha256: lfsOid, size: sizeBytes, pointerSize: 134 } };
  return { rfilename: path, size: sizeBytes, blobId: gitOid, ...large };
}

function resolveFile(
  { request, response, fault, storageOrigin }: Exchange,
  { repo, key, path }: { readonly repo: Repo; readonly key: string; readonly path: string },
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

function sendTree({ response, content, request }: Exchange, { files }: Repo, url: URL): void {
  const { pageSize = 1000 } = content;
  const start = Number(url.searchParams.get('cursor') ?? 0);
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

function answerFault(fault: HubFault | undefined, response: ServerResponse): boolean {
  if (fault?.kind === 'status') response.writeHead(fault.status, fault.headers).end();
  else if (fault?.kind === 'redirect') response.writeHead(302, { location: fault.to }).end();
  else if (fault?.kind === 'body') response.end(fault.body);
  else return false;
  return true;
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
}

function sendError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'x-error-code': code }).end();
}

function describeRepos({ models = {}, datasets = {} }: TestHubContent): ReadonlyMap<string, Repo> {
  const describe = (kind: string, repos: NonNullable<TestHubContent['models']>): (readonly [string, Repo])[] =>
    Object.entries(repos).map(([name, contents]) => {
      const files = Object.entries(contents).map(([path, file]) => describeHubFile(path, file));
      const sha = createHash('sha1').update(JSON.stringify(files.map(({ path, gitOid }) => [path, gitOid])));
      return [`${kind}/${name}`, { files, sha: sha.digest('hex') }];
    });
  return new Map([...describe('models', models), ...describe('datasets', datasets)]);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeAllConnections();
  await closed;
}
