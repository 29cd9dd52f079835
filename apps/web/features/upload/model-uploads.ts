import { ApiError } from '../api/api-error.ts';
import { type Reply, readReply } from '../api/read-reply.ts';

/** Where the page's server forwards uploads to the API. */
export const UPLOADS_PATH = '/api/uploads/models';

/** A file of an upload, as far as the server has it. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: number;
  readonly receivedBytes: number;
  /** SHA-256 (hex); null until the whole file has arrived and was accepted. */
  readonly sha256: string | null;
}

/** An upload that was begun and not registered. */
export interface OpenUpload {
  readonly id: string;
  readonly createdAt: string;
  readonly files: readonly UploadedFile[];
}

/** The limits of the server, and the reader's open uploads. */
export interface UploadOptions {
  readonly limits: { readonly bytes: number; readonly files: number; readonly unfinishedHours: number };
  /** Names of a model's files, and endings of names of weights. */
  readonly accepts: { readonly names: readonly string[]; readonly weightEndings: readonly string[] };
  readonly uploads: readonly OpenUpload[];
}

/** The model of a complete upload: the input of registerModel without a reference. */
export interface UploadedModelInput {
  readonly slug: string;
  readonly name: string | null;
  readonly licence: string | null;
  readonly family: { readonly slug: string; readonly name: string } | null;
}

/** @throws ApiError */
export function readUploadOptions(): Promise<UploadOptions> {
  return send('', { method: 'GET' });
}

/** The upload as the server has it now. @throws ApiError */
export function readUpload(id: string): Promise<OpenUpload> {
  return send(`/${id}`, { method: 'GET' });
}

/** Announces files, which the server checks before any is sent. @throws ApiError */
export function beginUpload(files: readonly Pick<UploadedFile, 'name' | 'bytes'>[]): Promise<OpenUpload> {
  return send('', toJson({ files: files.map(({ name, bytes }) => ({ name, bytes })) }));
}

/** Removes an upload with its files. @throws ApiError */
export async function removeUpload(id: string): Promise<void> {
  await send(`/${id}`, { method: 'DELETE' });
}

/** Registers the model of a complete upload; returns the global id of its job. @throws ApiError */
export async function registerUpload(id: string, input: UploadedModelInput): Promise<string> {
  const { job } = await send<{ readonly job: { readonly id: string } }>(`/${id}/registration`, toJson(input));
  return job.id;
}

function toJson(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function send<Result>(path: string, init: RequestInit): Promise<Result> {
  const reply = await fetch(`${UPLOADS_PATH}${path}`, init)
    .then(async (response) => (response.status === 204 ? {} : ((await response.json()) as Result & Reply<Result>)))
    .catch((cause: unknown) => {
      throw new ApiError('unreachable', 'No answer; check the connection and try again', { cause });
    });
  // Only refusals have errors, in the form of GraphQL.
  const { errors } = reply as Reply<Result>;
  return errors ? readReply<Result>({ errors }) : (reply as Result);
}
