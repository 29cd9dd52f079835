import { forwardToApi } from '../../../../../features/api/forward-to-api.ts';

interface Context {
  readonly params: Promise<{ readonly path?: readonly string[] }>;
}

/**
 * Forwards uploads of models from this site's pages to the API. A browser sends a file in pieces (CHUNK_BYTES), because Next.js keeps the body of one
 * request in memory.
 */
async function forward(request: Request, { params }: Context): Promise<Response> {
  const { path = [] } = await params;
  return forwardToApi(request, ['/uploads/models', ...path.map(encodeURIComponent)].join('/'));
}

export { forward as DELETE, forward as GET, forward as HEAD, forward as PATCH, forward as POST };
