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
        <p>Its log has the reason{error.digest ? ` under ${error.digest}` : ''}. The usual cause is a wrong environment variable.</p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </body>
    </html>
  );
}
