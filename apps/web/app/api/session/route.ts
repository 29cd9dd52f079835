import { ApiError } from '../../../features/api/api-error.ts';
import { readViewer } from '../../../features/api/read-viewer.ts';
import { refuseRequest } from '../../../features/api/refuse-request.ts';
import { isSameOrigin } from '../../../features/session/is-allowed.ts';
import { openSessionCookie } from '../../../features/session/session-cookie.ts';

const TOKEN = /^[\x21-\x7e]{8,200}$/;

/** Signs in with an API token: `{ "token": "lam_…" }`. The token goes into a sealed cookie that no script can read. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseRequest(403, 'FORBIDDEN', 'Sign in from a page of this site.');
  const body: unknown = await request.json().catch(() => null);
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null;
  if (typeof token !== 'string' || !TOKEN.test(token)) {
    return refuseRequest(400, 'BAD_USER_INPUT', 'Send {"token": "lam_…"}: 8 to 200 characters without blanks.');
  }
  try {
    const { name, scopes } = await readViewer(token);
    const cookie = await openSessionCookie();
    cookie.session = { kind: 'token', name, scopes, token };
    await cookie.save();
    return Response.json({ name, scopes });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.code === 'UNAUTHENTICATED'
      ? refuseRequest(401, 'UNAUTHENTICATED', error.message)
      : refuseRequest(502, error.code ?? 'INTERNAL_SERVER_ERROR', error.message);
  }
}

/** Signs out. */
export async function DELETE(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return refuseRequest(403, 'FORBIDDEN', 'Sign out from a page of this site.');
  (await openSessionCookie()).destroy();
  return new Response(null, { status: 204 });
}
