import Link from 'next/link';
import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';
import { ApiError } from './api-error.ts';
import { RetryWhileDown } from './retry-while-down.tsx';

/** Renders a page that reads the API. If the API is down or refuses the request, shows a message instead. */
export async function renderWithApi(render: () => Promise<ReactNode>): Promise<ReactNode> {
  try {
    return await render();
  } catch (error) {
    if (error instanceof ApiError) return <ApiProblem reason={error.reason} message={error.message} code={error.code} />;
    throw error;
  }
}

interface ApiProblemProps {
  readonly reason: 'unreachable' | 'refused';
  readonly message: string;
  readonly code: string | null;
}

/** Shown while the API does not answer, or if it refused the page's request. */
function ApiProblem({ reason, message, code }: ApiProblemProps): ReactNode {
  if (reason === 'unreachable') {
    return (
      <Notice heading={1} tone="bad" title="The Lamina API does not answer">
        <p>
          {message}. The API may still be starting: this page tries again every few seconds. If the problem persists, look at the terminal
          that runs <code>npm start</code>, or check <code>LAMINA_API_URL</code>.
        </p>
        <RetryWhileDown />
      </Notice>
    );
  }
  if (code === 'UNAUTHENTICATED') {
    return (
      <Notice heading={1} tone="bad" title="This needs a valid token">
        <p>
          {message} <Link href="/sign-in">Sign in again, or sign out</Link>.
        </p>
      </Notice>
    );
  }
  return (
    <Notice heading={1} tone="bad" title="The API refused this request">
      <p>
        {code && (
          <>
            <code>{code}</code>:{' '}
          </>
        )}
        {message}
      </p>
    </Notice>
  );
}
