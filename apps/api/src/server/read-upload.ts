import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { AppError } from '@lamina/errors';
import type { Request } from 'express';
import { REQUEST_LIMITS } from '../limits/request-limits.ts';

const MAX_FIELD_BYTES = 64 * 1024;

/** An upload that is too large; answered like any other body that is too large. */
export class UploadTooLargeError extends Error {
  readonly type = 'entity.too.large';
  readonly limit = REQUEST_LIMITS.uploadBytes;
}

/** A file of a form, while it arrives. */
export interface UploadedFile {
  /** Name of the form field. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Fields that came before the file. */
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Reads a form (multipart/form-data) and passes each file to `readFile` chunk by chunk, one file after the other. @throws UploadTooLargeError if the
 * declared length is too large (before reading), or as soon as too much data has arrived; AppError BAD_USER_INPUT if it is not such a form; CANCELLED
 * if the sender disconnects; and any error of `readFile`.
 */
export async function readUpload(request: Request, readFile: (file: UploadedFile) => Promise<void>): Promise<ReadonlyMap<string, string>> {
  // NaN, without a length, is not too large.
  if (Number(request.headers['content-length']) > REQUEST_LIMITS.uploadBytes) throw new UploadTooLargeError();
  const form = openForm(request);
  const fields = new Map<string, string>();
  const files: Promise<void>[] = [];
  const ended = Promise.withResolvers<void>();
  form.on('field', (name, value, _isNameCut, isValueCut) => {
    if (isValueCut) ended.reject(new AppError('BAD_USER_INPUT', `The field ${name} is longer than ${MAX_FIELD_BYTES} bytes.`));
    fields.set(name, value);
  });
  form.on('file', (name, stream) => {
    // When the upload ends early, its current file ends too. The file's reader gets the error; without a reader the error is ignored.
    stream.on('error', () => undefined);
    ended.promise.catch((error: Error) => stream.destroy(error));
    const read = readFile({ name, chunks: stream, fields });
    read.catch(ended.reject);
    files.push(read);
  });
  form.on('filesLimit', () =>
    ended.reject(new AppError('BAD_USER_INPUT', `The upload holds more than ${REQUEST_LIMITS.uploadFiles} files.`)),
  );
  form.on('error', (cause) => ended.reject(new AppError('BAD_USER_INPUT', 'The upload is not a complete form.', { cause })));
  form.on('finish', ended.resolve);
  let received = 0;
  request.on('data', ({ length }: Uint8Array) => {
    received += length;
    if (received > REQUEST_LIMITS.uploadBytes) ended.reject(new UploadTooLargeError());
  });
  request.on('close', () => {
    if (!request.complete) ended.reject(new AppError('CANCELLED', 'The sender closed the connection before the end of the upload.'));
  });
  request.pipe(form);
  try {
    await ended.promise;
    await Promise.all(files);
    return fields;
  } finally {
    // The rest of the body is discarded, so that the sender can read the reply.
    request.unpipe(form);
    request.resume();
  }
}

function openForm({ headers }: Request): BusboyInstance {
  try {
    const limits = { fieldSize: MAX_FIELD_BYTES, fields: 10, files: REQUEST_LIMITS.uploadFiles, headerPairs: 20 };
    return new Busboy({ headers: headers as BusboyHeaders, limits });
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', 'Send files as a form (multipart/form-data), as curl -F does.', { cause });
  }
}
