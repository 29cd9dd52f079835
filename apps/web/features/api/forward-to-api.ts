import { getWebEnvironment } from '../../env.ts';
import { isSameOrigin } from '../session/is-allowed.ts';
import { getAuthorization } from '../session/session-cookie.ts';
import { pickHeaders, refuseRequest } from './refuse-request.ts';

const UPLOAD = ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'];
/** The headers of the browser's request that the API needs: the type of the body, and those that ask for a part of a file or upload one. */
const ASKED = ['content-type', 'if-none-match', 'if-range', 'range', ...UPLOAD];
/** The headers of the API's answer that are passed on to the browser. */
const PASSED_ON = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'location',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'repr-digest',
  'retry-after',
  'x-content-type-options',
  ...UPLOAD,
];

/**
 * Forwards a request of this site's pages to a place of the API with the session of the browser, whose scripts never see the token. Bodies are streamed,
 * because the API limits their size and refuses a larger one before all of it has arrived.
 */
export async function forwardToApi(request: Request, place: string, signal: AbortSignal = request.signal): Promise<Response> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && !isSameOrigin(request.headers))
    return refuseRequest(403, 'FORBIDDEN', 'Only pages of this site may use this address; programs must call the API directly.');
  try {
    const answer = await fetch(new URL(place, getWebEnvironment().apiUrl), {
      method: request.method,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...pickHeaders(request.headers, ASKED),
        ...(await getAuthorization()),
      },
      body: isRead ? null : request.body,
      duplex: 'half',
      cache: 'no-store',
      signal,
    } as RequestInit);
    const headers = pickHeaders(answer.headers, PASSED_ON);
    // The address of a new file is a path of the API; the browser reaches it through this site.
    if (headers.location !== undefined) headers.location = `/api${headers.location}`;
    return new Response(answer.body, { status: answer.status, headers });
  } catch {
    return refuseRequest(502, 'INTERNAL_SERVER_ERROR', 'The API does not answer.');
  }
}
