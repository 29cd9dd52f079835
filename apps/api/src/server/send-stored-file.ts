import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ByteRange, ModelFile, ReadRange } from '@lamina/model-store';
import type { Request, Response } from 'express';

/** A file whose size and digest are in the database. */
export interface StoredFile extends ModelFile {
  readonly read: ReadRange;
  /** A media type, or a file name whose ending tells it. */
  readonly type: string;
  readonly cacheControl: string;
  readonly modifiedAt?: Date;
}

/**
 * Sends a stored file, or the range that the request asks for (RFC 9110, one range), with its digest as ETag and as `Repr-Digest` (RFC 9530). A range outside of
 * the file is answered with 416. A caller that disconnects is no error.
 */
export async function sendStoredFile(request: Request, response: Response, file: StoredFile): Promise<void> {
  const { path, bytes, sha256, cacheControl, modifiedAt } = file;
  response.set({ ETag: `"${sha256}"`, ...(modifiedAt && { 'Last-Modified': modifiedAt.toUTCString() }) });
  const headers = {
    'Accept-Ranges': 'bytes',
    'Cache-Control': cacheControl,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  };
  if (request.fresh) {
    response.status(304).set(headers).end();
    return;
  }
  const range = findRange(request, response, bytes);
  if (range === null) {
    const message = 'The file has no bytes in this range; Content-Range says how many bytes it has.';
    response.status(416).set({ ...headers, 'Content-Range': `bytes */${bytes}` });
    response.json({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
    return;
  }
  // An error of the store is answered without the headers of a file, so it comes first.
  const content = request.method === 'HEAD' ? null : await file.read(range);
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  if (range) response.status(206).set('Content-Range', `bytes ${start}-${end}/${bytes}`);
  response.type(file.type).set({ ...headers, 'Content-Length': String(end - start + 1) });
  response.set('Content-Disposition', `attachment; filename="${basename(path)}"`);
  if (content === null) response.end();
  else await pipeline(content, response).catch(ignoreDisconnection);
}

/** The one range that a request asks for; undefined if it asks for none, or for one of another file; null if it is outside of the file. */
function findRange(request: Request, response: Response, bytes: number): ByteRange | null | undefined {
  const current: readonly unknown[] = [undefined, response.get('ETag'), response.get('Last-Modified')];
  if (!request.get('Range')?.startsWith('bytes=') || !current.includes(request.get('If-Range'))) return undefined;
  const ranges = request.range(bytes, { combine: true });
  if (ranges === -1) return null;
  return typeof ranges === 'object' && ranges.length === 1 ? ranges[0] : undefined;
}

function ignoreDisconnection(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}
