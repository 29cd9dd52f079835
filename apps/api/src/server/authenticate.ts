import { createHash, timingSafeEqual } from 'node:crypto';

/** Tells whether an Authorization header carries the administrator's token. */
export type Authenticate = (authorization: string | undefined) => boolean;

/** Compares digests of equal length in constant time, so that neither the token nor its length leaks by timing. */
export function createAuthenticate(adminToken: string): Authenticate {
  const expected = digest(adminToken);
  return (authorization) => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    return token !== undefined && timingSafeEqual(digest(token), expected);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
