import type { ReactNode } from 'react';
import { ApiError } from './api-error.ts';
import { ApiProblem } from './api-problem.tsx';

/** Renders a page that reads the API. If the API is down or refuses the request, shows a message instead. */
export async function renderWithApi(render: () => Promise<ReactNode>): Promise<ReactNode> {
  try {
    return await render();
  } catch (error) {
    if (error instanceof ApiError) return <ApiProblem reason={error.reason} message={error.message} code={error.code} />;
    throw error;
  }
}
