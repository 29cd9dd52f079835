'use client';

import { Notice } from '../features/ui/notice.tsx';

export default function PageError({ error, retry }: { readonly error: Error & { readonly digest?: string }; readonly retry: () => void }) {
  return (
    <Notice heading={1} tone="bad" title="This page could not be drawn">
      <p>
        A fault in the web server, not in your request.
        {error.digest && (
          <>
            {' '}
            Its log names it <code>{error.digest}</code>.
          </>
        )}{' '}
        <button type="button" onClick={retry}>
          Try again
        </button>
      </p>
    </Notice>
  );
}
