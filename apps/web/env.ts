/** What the web process is told by its environment; every problem is listed at once. */
export interface WebEnvironment {
  /** Where server components send GraphQL. */
  readonly apiUrl: string;
  /** Where browsers send GraphQL, or null for "the host the page came from, at apiPort". */
  readonly apiPublicUrl: string | null;
  readonly apiPort: number;
  readonly development: boolean;
}

/** Reads and validates the environment. Read per request, not at build time: one build serves any host. */
export function getWebEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): WebEnvironment {
  const problems: string[] = [];
  const apiPort = Number(source.LAMINA_API_PORT || '4000');
  if (!Number.isInteger(apiPort) || apiPort < 1 || apiPort > 65_535) {
    problems.push(`LAMINA_API_PORT must be a port number 1–65535, got "${source.LAMINA_API_PORT}"`);
  }
  const apiUrl = source.LAMINA_API_URL || `http://127.0.0.1:${apiPort}/graphql`;
  if (!isHttpUrl(apiUrl)) problems.push(`LAMINA_API_URL must be an http(s) URL, got "${apiUrl}"`);
  const apiPublicUrl = source.LAMINA_API_PUBLIC_URL || null;
  if (apiPublicUrl !== null && !isHttpUrl(apiPublicUrl)) {
    problems.push(`LAMINA_API_PUBLIC_URL must be an http(s) URL, got "${apiPublicUrl}"`);
  }
  if (problems.length > 0) throw new Error(`The web server's environment is not usable:\n- ${problems.join('\n- ')}`);
  return { apiUrl, apiPublicUrl, apiPort, development: source.NODE_ENV === 'development' };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
