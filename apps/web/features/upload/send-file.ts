import type { DetailedError, PreviousUpload } from 'tus-js-client';
import { ApiError } from '../api/api-error.ts';
import { type Reply, readReply } from '../api/read-reply.ts';
import { UPLOADS_PATH } from './model-uploads.ts';

/** Bytes of one request: the page's server keeps the body of a request in memory, at most 10 MB of it, before it forwards it. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Waits before a piece is tried again, in milliseconds. After the last one the person decides. */
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10_000];

export interface Sending {
  /** Id of the upload that announced the file. */
  readonly id: string;
  /** Ends the sending; what has arrived stays on the server. */
  readonly signal: AbortSignal;
  readonly onProgress: (sentBytes: number) => void;
}

/**
 * Sends a file, or the rest of it: the browser remembers under which address it sent which file (name, size, time of change), also after a reload.
 * @throws ApiError if the server refuses the file, or does not answer; AbortError after an abort.
 */
export async function sendFile(file: File, { id, signal, onProgress }: Sending): Promise<void> {
  const { Upload } = await import('tus-js-client');
  const ended = Promise.withResolvers<void>();
  const upload = new Upload(file, {
    endpoint: endpointOf(id),
    metadata: { filename: file.name },
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_DELAYS_MS,
    onProgress,
    onSuccess: () => ended.resolve(),
    onError: (error) => ended.reject(toApiError(error)),
  });
  const [previous] = await upload.findPreviousUploads();
  if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
  signal.throwIfAborted();
  signal.addEventListener(
    'abort',
    () => {
      void upload.abort();
      ended.reject(signal.reason);
    },
    { once: true },
  );
  upload.start();
  await ended.promise;
}

/** Makes the browser forget the files of an upload that is over. */
export async function forgetFiles(id: string): Promise<void> {
  const { defaultOptions } = await import('tus-js-client');
  const stored = await defaultOptions.urlStorage.findAllUploads();
  const ofUpload = stored.filter(({ uploadUrl }: PreviousUpload) => uploadUrl?.startsWith(`${endpointOf(id)}/`));
  for (const { urlStorageKey } of ofUpload) await defaultOptions.urlStorage.removeUpload(urlStorageKey);
}

function endpointOf(id: string): string {
  return `${window.location.origin}${UPLOADS_PATH}/${id}`;
}

function toApiError(error: Error | DetailedError): ApiError {
  const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined;
  if (body) {
    try {
      readReply(JSON.parse(body) as Reply<object>);
    } catch (refusal) {
      if (refusal instanceof ApiError) return refusal;
    }
  }
  return new ApiError('unreachable', 'The connection was lost; the received bytes are kept', { cause: error });
}
