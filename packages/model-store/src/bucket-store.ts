import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { S3 } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { AppError } from '@lamina/errors';
import type { BucketSettings } from './bucket-settings.ts';
import type { ModelFile, ModelStore, ReadRange } from './model-store.ts';
import { requireSize } from './require-size.ts';

/** The used fields of the client's error. */
interface BucketError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const CREDENTIALS = 'LAMINA_BUCKET_ACCESS_KEY_ID and LAMINA_BUCKET_SECRET_ACCESS_KEY';
const ADDRESS = 'LAMINA_BUCKET_REGION and LAMINA_BUCKET_ENDPOINT';
/** Answers that mean that a variable is wrong: a later attempt would get them again. */
const MISCONFIGURED: Readonly<Record<number, string>> = {
  301: `check ${ADDRESS}`,
  400: `check ${ADDRESS}`,
  401: `check ${CREDENTIALS}`,
  403: `check ${CREDENTIALS}, and that they may list the bucket, and read and write its objects`,
  404: 'create it, or correct LAMINA_BUCKET',
};

/** The HTTP status of an answer that is an error; undefined where there was no answer. */
function statusOf(error: unknown): number | undefined {
  return (error as BucketError).$metadata?.httpStatusCode;
}

/**
 * The error of a request to a bucket, in words that name the bucket and its server. The client's own error is left out: its message may repeat what was
 * sent, and a worker would take a refused connection in the causes for a lost database, which costs the job no attempt.
 */
function explainBucketError(error: unknown, { bucket, endpoint, region }: BucketSettings): unknown {
  if (error instanceof AppError) return error;
  const { name = 'Error', code } = error as BucketError;
  const status = statusOf(error);
  const place = `the bucket ${bucket} at ${endpoint ?? `AWS (${region})`}`;
  if (name === 'CredentialsProviderError')
    return new AppError('CONFIG_INVALID', `there are no credentials for ${place}: set ${CREDENTIALS}`);
  // The answer to a HEAD has no content, so it gives no reason.
  const reason = name === 'Unknown' ? '' : ` (${name})`;
  const answer = status === undefined ? `does not answer (${code ?? name})` : `answers ${status}${reason}`;
  const advice = status === undefined ? undefined : MISCONFIGURED[status];
  if (advice !== undefined) return new AppError('CONFIG_INVALID', `${place} ${answer}: ${advice}`);
  return new AppError('STORE_UNREACHABLE', `${place} ${answer}; check LAMINA_BUCKET_ENDPOINT and the network`);
}

const CONNECT_MS = 10_000;
/** Maximum time until the answer to a request begins. The longest request sends a part. */
const ANSWER_MS = 300_000;
/** A download holds its connection for as long as its caller takes. By default, 50 slow callers would keep all others waiting. */
const CONNECTIONS = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY } as const;
const PART_BYTES = 16 << 20;
/** A limit of S3. */
const MAX_PARTS = 10_000;

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
      partSize: Math.max(PART_BYTES, Math.ceil(file.bytes / MAX_PARTS)),
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
