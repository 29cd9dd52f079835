import { getWebEnvironment } from '../../../env.ts';
import { pickHeaders, refuseRequest } from '../../../features/api/refuse-request.ts';
import { isSameOrigin } from '../../../features/session/is-allowed.ts';
import { getAuthorization } from '../../../features/session/session-cookie.ts';

const REQUEST_TIMEOUT_MS = 60_000;

/** The headers of the API's answer that are passed on to the browser. */
const PASSED_ON = ['content-type', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'];

/** Forwards operations of this site's pages to the API with the session of the browser. Scripts in the browser never see the token. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers))
    return refuseRequest(403, 'FORBIDDEN', 'Only pages of this site may use this address; programs must call the API directly.');
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    return refuseRequest(415, 'BAD_USER_INPUT', 'Send application/json.');
  }
  try {
    const answer = await fetch(getWebEnvironment().apiUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(await getAuthorization()) },
      // Streamed, because the API limits the body size and refuses a larger body before all of it has arrived.
      body: request.body,
      duplex: 'half',
      cache: 'no-store',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    } as RequestInit);
    return new Response(answer.body, { status: answer.status, headers: pickHeaders(answer.headers, PASSED_ON) });
  } catch {
    return refuseRequest(502, 'INTERNAL_SERVER_ERROR', 'The API does not answer.');
  }
}
