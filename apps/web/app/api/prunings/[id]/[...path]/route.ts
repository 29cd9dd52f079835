import { getWebEnvironment } from '../../../../../env.ts';
import { pickHeaders } from '../../../../../features/api/refuse-request.ts';
import { getAuthorization } from '../../../../../features/session/session-cookie.ts';

/** The headers of the browser's request that ask for a part of the file. */
const ASKED = ['range', 'if-range', 'if-none-match'];
/** The headers of the API's answer that are passed on to the browser. */
const PASSED_ON = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'repr-digest',
  'retry-after',
  'x-content-type-options',
];

interface Context {
  readonly params: Promise<{ readonly id: string; readonly path: readonly string[] }>;
}

/** Forwards a file of a pruned model, or a range of it, from the API with the session of the browser. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id, path } = await params;
  const place = [id, ...path].map(encodeURIComponent).join('/');
  try {
    const answer = await fetch(new URL(`/prunings/${place}`, getWebEnvironment().apiUrl), {
      headers: { ...pickHeaders(request.headers, ASKED), ...(await getAuthorization()), 'accept-encoding': 'identity' },
      cache: 'no-store',
      signal: request.signal,
    });
    return new Response(answer.body, { status: answer.status, headers: pickHeaders(answer.headers, PASSED_ON) });
  } catch {
    return new Response('The API does not answer.', { status: 502 });
  }
}
