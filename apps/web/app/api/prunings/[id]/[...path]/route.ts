import { forwardToApi } from '../../../../../features/api/forward-to-api.ts';

interface Context {
  readonly params: Promise<{ readonly id: string; readonly path: readonly string[] }>;
}

/** Forwards a file of a pruned model, or a range of it, from the API. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id, path } = await params;
  return forwardToApi(request, ['/prunings', ...[id, ...path].map(encodeURIComponent)].join('/'));
}
