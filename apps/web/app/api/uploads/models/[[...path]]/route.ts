import { getWebEnvironment } from '../../../../../env.ts';
import { pickHeaders, refuseRequest } from '../../../../../features/api/refuse-request.ts';
import { isSameOrigin } from '../../../../../features/session/is-allowed.ts';
import { getAuthorization } from '../../../../../features/session/session-cookie.ts';

const API_PATH = '/uploads/models';
/** The headers of the browser's request that the API needs: those of the protocol tus, and the type of the body. */
const ASKED = ['content-type', 'tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'];
/** The headers of the API's answer that are passed on to the browser. */
const PASSED_ON = [
  'cache-control',
  'content-type',
  'location',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'repr-digest',
  'retry-after',
  'tus-resumable',
  'upload-length',
  'upload-metadata',
  'upload-offset',
];

interface Context {
  readonly params: Promise<{ readonly path?: readonly string[] }>;
}

/**
 * Forwards uploads of models from this site's pages to the API with the session of the browser. Bodies are streamed; a browser sends a file in pieces
 * (CHUNK_BYTES), because Next.js keeps the body of one request in memory.
 */
async function forward(request: Request, { params }: Context): Promise<Response> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && !isSameOrigin(request.headers))
    return refuseRequest(403, 'FORBIDDEN', 'Only pages of this site may use this address; programs must call the API directly.');
  const { path = [] } = await params;
  const place = [API_PATH, ...path.map(encodeURIComponent)].join('/');
  try {
    const answer = await fetch(new URL(place, getWebEnvironment().apiUrl), {
      method: request.method,
      headers: { ...pickHeaders(request.headers, ASKED), ...(await getAuthorization()) },
      ...(isRead ? {} : { body: request.body, duplex: 'half' }),
      cache: 'no-store',
      signal: request.signal,
    } as RequestInit);
    const headers = pickHeaders(answer.headers, PASSED_ON);
    return new Response(answer.body, {
      status: answer.status,
      // The address of a new file is a path of the API; the browser reaches it through this route.
      headers: headers.location === undefined ? headers : { ...headers, location: `/api${headers.location}` },
    });
  } catch {
    return refuseRequest(502, 'INTERNAL_SERVER_ERROR', 'The API does not answer.');
  }
}

export { forward as DELETE, forward as GET, forward as HEAD, forward as PATCH, forward as POST };
