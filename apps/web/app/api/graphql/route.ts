import { forwardToApi } from '../../../features/api/forward-to-api.ts';
import { refuseRequest } from '../../../features/api/refuse-request.ts';

const REQUEST_TIMEOUT_MS = 60_000;

/** Forwards operations of this site's pages to the API. */
export async function POST(request: Request): Promise<Response> {
  if (!request.headers.get('content-type')?.startsWith('application/json'))
    return refuseRequest(415, 'BAD_USER_INPUT', 'Send application/json.');
  return forwardToApi(request, '/graphql', AbortSignal.timeout(REQUEST_TIMEOUT_MS));
}
