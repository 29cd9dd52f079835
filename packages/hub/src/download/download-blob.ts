import { rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { AppError } from '@lamina/errors';
import { createBackoff, temporaryFailure } from '../client/backoff.ts';
import { explainNetworkError, type HubClient, placeOf } from '../client/hub-client.ts';
import type { HubOptions } from '../client/hub-options.ts';
import type { RepoFile } from '../repo/repo.ts';
import { explainDiskError } from './disk-space.ts';
import { ownPartial } from './own-partial.ts';
import { appendToPartial, openPartial, type PartialBlob, restartPartial } from './partial-blob.ts';

/** One blob to download: its source, its target, and its digest. */
export interface BlobRequest {
  readonly address: URL;
  /** Path of the finished blob; the partial file is `<target>.incomplete`, which huggingface_hub can continue too. */
  readonly target: string;
  readonly file: RepoFile;
}

/**
 * Progress after which earlier failures are forgotten: a bad connection may break often, but a server that sends no data must not be retried forever.
 */
const PROGRESS_BYTES = 1 << 20;

/**
 * Downloads a blob, continuing a partial one, and checks size and digest before it gets its final name. Yields the bytes on disk.
 * @throws AppError HUB_ANSWER_INVALID for wrong bytes (nothing is kept then); as HubClient.get if the hub fails.
 */
export async function* downloadBlob(client: HubClient, blob: BlobRequest, options: HubOptions): AsyncGenerator<number, void> {
  const { target, file } = blob;
  const path = `${target}.incomplete`;
  const release = await ownPartial(path, options).catch((error: unknown) => {
    throw explainDiskError(error, target);
  });
  try {
    if (await isFile(target, file.sizeBytes)) return;
    const partial = await openPartial(path, file);
    try {
      yield partial.position;
      yield* fetchAndProve(client, { blob, partial }, options);
      await partial.handle.datasync();
    } finally {
      await partial.handle.close();
    }
    await rename(path, target);
  } catch (error) {
    if (error instanceof AppError && error.details.isWrong === true) await rm(path, { force: true });
    throw explainDiskError(error, target);
  } finally {
    await release();
  }
}

async function* fetchAndProve(
  client: HubClient,
  { blob, partial }: { blob: BlobRequest; partial: PartialBlob },
  options: HubOptions,
): AsyncGenerator<number, void> {
  const { file } = blob;
  for (;;) {
    yield* fetchRest(client, { blob, partial }, options);
    const found = partial.hash.digest('hex');
    if (found === file.digest.hex) return;
    // Bytes of an earlier run may be wrong, so try once more from the beginning.
    if (!partial.hasOldBytes)
      throw wrong(`${placeOf(blob.address)} has the ${file.digest.algorithm} ${found}, the hub lists ${file.digest.hex}`);
    await restartPartial(partial, file);
  }
}

async function* fetchRest(
  client: HubClient,
  { blob, partial }: { blob: BlobRequest; partial: PartialBlob },
  options: HubOptions,
): AsyncGenerator<number, void> {
  const backoff = createBackoff(options);
  let settled = partial.position;
  while (partial.position < blob.file.sizeBytes) {
    try {
      const answer = await client.get(blob.address, partial.position > 0 ? { range: `bytes=${partial.position}-` } : {});
      try {
        await checkStart(answer, blob, partial);
        yield* writeBody(answer, { blob, partial }, options.signal);
      } finally {
        answer.destroy();
      }
    } catch (failure) {
      if (partial.position - settled >= PROGRESS_BYTES) backoff.reset();
      settled = partial.position;
      await backoff.waitAfter(failure);
    }
  }
}

/** Checks that the first byte of the answer is the next byte of the file. A server that ignores Range starts the file again. */
async function checkStart({ statusCode, headers }: IncomingMessage, { address, file }: BlobRequest, partial: PartialBlob): Promise<void> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new AppError('HUB_ANSWER_INVALID', `${placeOf(address)} has the content encoding ${encoding}, which was not requested`);
  if (statusCode === 200) {
    const length = headers['content-length'];
    if (length !== undefined && Number(length) !== file.sizeBytes)
      throw wrong(`${placeOf(address)} has ${length} bytes, the hub lists ${file.sizeBytes}`);
    if (partial.position > 0) await restartPartial(partial, file);
    return;
  }
  const { 'content-range': range = 'none' } = headers;
  const [, first, , total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== file.sizeBytes)
    throw wrong(`${placeOf(address)} has ${total} bytes, the hub lists ${file.sizeBytes}`);
  if (Number(first) === partial.position) return;
  const { position } = partial;
  await restartPartial(partial, file);
  throw temporaryFailure(
    'HUB_UNREACHABLE',
    `${placeOf(address)} answers with the range ${range}, but bytes from ${position} were requested`,
  );
}

async function* writeBody(
  answer: IncomingMessage,
  { blob, partial }: { blob: BlobRequest; partial: PartialBlob },
  signal: AbortSignal | undefined,
): AsyncGenerator<number, void> {
  const { address, file } = blob;
  try {
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      if (partial.position + chunk.length > file.sizeBytes)
        throw wrong(`${placeOf(address)} sends more than the ${file.sizeBytes} bytes that the hub lists`);
      await appendToPartial(partial, chunk, blob.target);
      yield partial.position;
    }
  } catch (error) {
    throw explainNetworkError(error, address, signal);
  }
  if (partial.position < file.sizeBytes)
    throw temporaryFailure('HUB_UNREACHABLE', `${placeOf(address)} ended at byte ${partial.position} of ${file.sizeBytes}`);
}

/** True if a finished blob of this size exists; its bytes were checked before it got its name. */
export async function isFile(path: string, sizeBytes: number): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFile() === true && facts.size === sizeBytes;
}

function wrong(message: string): AppError {
  return new AppError(
    'HUB_ANSWER_INVALID',
    `${message}; the file was not kept. Try again. If the problem persists, tell the operator of the hub or mirror`,
    {
      details: { isWrong: true },
    },
  );
}
