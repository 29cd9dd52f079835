import { AppError } from '@lamina/errors';
import { MODEL_UPLOAD_LIMITS, type ModelUpload, type ModelUploadStore, type UploadFile } from '@lamina/uploads';
import { type Configstore, FileStore } from '@tus/file-store';
import { Server, type ServerOptions, Upload } from '@tus/server';
import type { Request } from 'express';

/** An error of the library. */
interface TusError {
  readonly status_code?: number;
  readonly body?: string;
}

/** Parameters of the routes whose requests the library answers. */
export interface TusParams {
  readonly id: string;
  /** Undefined where a file is created. */
  readonly name?: string;
}

/**
 * The library's server of the protocol tus 1.0. A file is created by POST /uploads/models/<id> with the metadata `filename`, and then has the address
 * /uploads/models/<id>/<name>, where `path` is /uploads/models. Only files that the upload announced can be created, with the announced size. The caller was checked before.
 *
 * Errors are thrown as AppErrors: BAD_USER_INPUT, NOT_FOUND, CONFLICT for another offset, FORBIDDEN, CANCELLED if the sender went away.
 */
export function createTusServer(store: ModelUploadStore, path: string): Server {
  const findFile = (place: string) => store.findFile(place);
  return new Server({
    path,
    datastore: new FileStore({ directory: store.folder, configstore: toConfigstore(store) }),
    maxSize: MODEL_UPLOAD_LIMITS.bytes,
    // The API's own rules say which pages may call it.
    allowedOrigins: () => false,
    namingFunction: (request, metadata) => `${paramsOf(request).id}/${metadata?.filename}`,
    getFileIdFromRequest: (request) => {
      const { id, name } = paramsOf(request);
      return `${id}/${name}`;
    },
    generateUrl: (_request, { path, id }) => `${path}/${id}`,
    onUploadCreate: async (_request, { id, size }) => {
      const { file } = announced(await findFile(id));
      if (size === file.bytes) return {};
      throw new AppError('BAD_USER_INPUT', `${file.name} was announced with ${file.bytes} bytes; send this number as Upload-Length.`);
    },
    onUploadFinish: async (_request, { id }) => {
      const { upload, file } = announced(await findFile(id));
      const sha256 = await store.accept(upload, file);
      return { headers: { 'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` } };
    },
    // The API's handler of errors answers in one form.
    onResponseError: (_request, error) => {
      throw toAppError(error);
    },
  });
}

/** The library's request; the URL that it makes contains the sender's Host header, so it is not read. */
type TusRequest = Parameters<NonNullable<ServerOptions['onIncomingRequest']>>[0];

/** The upload and the file that the route matched, and whose owner was checked. */
function paramsOf({ runtime }: TusRequest): TusParams {
  const request = runtime?.node?.req as Partial<Request<TusParams>> | undefined;
  if (request?.params === undefined) throw new Error('the request did not come through the route of uploads');
  return request.params;
}

function announced(found: Awaited<ReturnType<ModelUploadStore['findFile']>>): { readonly upload: ModelUpload; readonly file: UploadFile } {
  if (found !== null) return found;
  throw new AppError('BAD_USER_INPUT', 'Upload-Metadata must have a "filename" that the upload announced (base64).');
}

/** The library derives everything that it knows of a file from its announcement, so nothing else is stored. */
function toConfigstore(store: ModelUploadStore): Configstore {
  const forgetDigest = async (id: string): Promise<void> => {
    const found = await store.findFile(id);
    if (found !== null) await store.forgetDigest(found.upload, found.file);
  };
  return {
    get: async (id) => {
      const found = await store.findFile(id);
      if (found === null) return undefined;
      const { upload, file } = found;
      return new Upload({ id, size: file.bytes, offset: 0, metadata: { filename: file.name }, creation_date: upload.createdAt });
    },
    set: forgetDigest,
    delete: forgetDigest,
  };
}

function toAppError(error: (Error | { readonly status_code: number }) & TusError): unknown {
  const { status_code: status, body } = error;
  if (error instanceof AppError || status === undefined || status >= 500) return error;
  // The library gives this message to a request whose sender went away, or asked for the file a second time.
  if (body?.startsWith('Request aborted'))
    return new AppError('CANCELLED', 'The sender closed the connection, or continues in another one.');
  const message = `The upload was refused: ${body?.trim()}.`;
  if (status === 404 || status === 410) return new AppError('NOT_FOUND', message);
  return new AppError(status === 409 ? 'CONFLICT' : 'BAD_USER_INPUT', message);
}
