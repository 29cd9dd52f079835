'use client';

export default function GlobalError({
  error,
  retry,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly retry: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <h1>Lamina’s web server failed</h1>
        <p>Its log says why{error.digest ? ` under ${error.digest}` : ''}. A wrong environment variable is the usual reason.</p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </body>
    </html>
  );
}
