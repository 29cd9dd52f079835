import { basename } from 'node:path';
import type { Response } from 'express';

/** A file on disk whose digest is in the database. */
export interface StoredFile {
  /** Folder that the file lies in. */
  readonly root: string;
  /** Path below the folder. */
  readonly path: string;
  readonly sha256: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Errors of express' sendFile: those of the request have a status and headers. */
interface SendError extends Error {
  readonly code?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends a stored file, or the range that the request asks for (RFC 9110, one range), with its digest as ETag and as `Repr-Digest` (RFC 9530). A range outside of
 * the file is answered with 416. A caller that disconnects is no error.
 */
export async function sendStoredFile(response: Response, { root, path, sha256, headers = {} }: StoredFile): Promise<void> {
  response.set({
    ETag: `"${sha256}"`,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    'Content-Disposition': `attachment; filename="${basename(path)}"`,
    ...headers,
  });
  const options = { root, etag: false, lastModified: false, cacheControl: false, dotfiles: 'deny' } as const;
  const error = await new Promise<SendError | undefined>((resolve) => response.sendFile(path, options, resolve));
  if (error === undefined || error.code === 'ECONNABORTED') return;
  if (error.status !== 416) throw error;
  const message = 'The file has no bytes in this range; Content-Range says how many bytes it has.';
  response.removeHeader('Content-Disposition');
  response
    .status(416)
    .set(error.headers)
    .json({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
}
