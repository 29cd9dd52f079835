import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { S3 } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { AppError } from '@lamina/errors';
import type { BucketSettings } from './bucket-settings.ts';
import { explainBucketError, statusOf } from './explain-bucket-error.ts';
import type { ModelFile, ModelStore, ReadRange } from './model-store.ts';
import { requireSize } from './require-size.ts';

const CONNECT_MS = 10_000;
/** Maximum time until the answer to a request begins. The longest request sends a part. */
const ANSWER_MS = 300_000;
/** A download holds its connection for as long as its caller takes. By default, 50 slow callers would keep all others waiting. */
const CONNECTIONS = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY } as const;
const PART_BYTES = 16 << 20;
/** A limit of S3. */
const MOST_PARTS = 10_000;

export interface BucketStoreOptions {
  /** The folder into which workers write models. */
  readonly folder: string;
  readonly bucket: BucketSettings;
  /** Has what the bucket lacks. */
  readonly onDisk: ModelStore;
}

/**
 * A bucket that holds each file once, under its digest: models with the same weights share them, and a key never gets other content. An object appears
 * whole or not at all. A file that the bucket lacks may be on disk, from before there was a bucket.
 */
export class BucketStore implements ModelStore {
  readonly #client: S3;
  readonly #settings: BucketSettings;
  readonly #folder: string;
  readonly #onDisk: ModelStore;

  constructor({ folder, bucket, onDisk }: BucketStoreOptions) {
    this.#client = openClient(bucket);
    this.#settings = bucket;
    this.#folder = folder;
    this.#onDisk = onDisk;
  }

  async put(folder: string, files: readonly ModelFile[], signal: AbortSignal): Promise<void> {
    for (const file of files) {
      const size = await this.#findSize(file, signal);
      if (size !== file.bytes) await this.#upload(join(this.#folder, folder, file.path), file, signal);
    }
  }

  async open(folder: string, file: ModelFile): Promise<ReadRange> {
    const size = await this.#findSize(file);
    if (size === undefined) return await this.#onDisk.open(folder, file);
    requireSize(size, file);
    return async (range) => {
      const wanted = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
      const { Body } = await this.#explain(this.#client.getObject({ ...this.#place(file), ...wanted }));
      return Body as Readable;
    };
  }

  /** Undefined where the bucket has no such file. */
  async #findSize(file: ModelFile, signal?: AbortSignal): Promise<number | undefined> {
    const options = signal === undefined ? {} : { abortSignal: signal };
    const head = this.#client.headObject(this.#place(file), options).catch((error: unknown) => {
      if (statusOf(error) === 404) return null;
      throw error;
    });
    return (await this.#explain(head))?.ContentLength;
  }

  async #upload(path: string, file: ModelFile, signal: AbortSignal): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#place(file), Body: Readable.from(readProved(path, file, signal)), ChecksumAlgorithm: 'SHA256' },
      partSize: Math.max(PART_BYTES, Math.ceil(file.bytes / MOST_PARTS)),
    });
    const abort = (): void => void upload.abort();
    signal.addEventListener('abort', abort);
    await this.#explain(upload.done()).finally(() => signal.removeEventListener('abort', abort));
  }

  #place({ sha256 }: ModelFile): { readonly Bucket: string; readonly Key: string } {
    const { bucket, prefix } = this.#settings;
    return { Bucket: bucket, Key: `${prefix}${sha256}` };
  }

  #explain<Answer>(asked: Promise<Answer>): Promise<Answer> {
    return asked.catch((error: unknown) => {
      throw explainBucketError(error, this.#settings);
    });
  }
}

function openClient({ endpoint, region, pathStyle, credentials }: BucketSettings): S3 {
  return new S3({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
    // Not every server knows the checksums that the client adds by itself: uploads name theirs.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      httpAgent: CONNECTIONS,
      httpsAgent: CONNECTIONS,
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  });
}

/** The content of a file. It ends with an error if its digest is another one, and then no object appears. */
async function* readProved(path: string, { sha256 }: ModelFile, signal: AbortSignal): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256)
    throw new AppError('CONFLICT', `${path} was changed after it was written, so it is not uploaded; submit the job again`);
}
