/** The environment variables of the web process; all problems are listed at once. */
export interface WebEnvironment {
  /** URL to which server components send GraphQL requests. */
  readonly apiUrl: string;
  /** URL to which browsers send GraphQL requests; null = the host of the page, at apiPort. */
  readonly apiPublicUrl: string | null;
  readonly apiPort: number;
  /** Secret for session cookies, at least 32 characters; null = generated at start, so that sessions end with the process. */
  readonly sessionSecret: string | null;
  /** Sign-in by OpenID Connect in addition to tokens; null if it is not configured. */
  readonly oidc: OidcEnvironment | null;
  readonly development: boolean;
}

/** An OpenID provider, the users who may sign in, and the API token for them. */
export interface OidcEnvironment {
  readonly issuer: string;
  readonly clientId: string;
  /** null for a public client, which uses only PKCE. */
  readonly clientSecret: string | null;
  /** The API token for everybody who signed in; they have its scopes. */
  readonly apiToken: string;
  /** Verified e-mail addresses, `@domain`s or subjects; `*` = every user of the provider. */
  readonly allow: readonly string[];
}

type Source = Readonly<Record<string, string | undefined>>;

const MINIMUM_SECRET_LENGTH = 32;

/** Reads and validates the environment. It is read per request, not at build time, so that one build works on any host. */
export function getWebEnvironment(source: Source = process.env): WebEnvironment {
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
  const sessionSecret = source.LAMINA_SESSION_SECRET || null;
  if (sessionSecret !== null && sessionSecret.length < MINIMUM_SECRET_LENGTH) {
    problems.push(`LAMINA_SESSION_SECRET must have at least ${MINIMUM_SECRET_LENGTH} characters, got ${sessionSecret.length}`);
  }
  const oidc = readOidc(source, problems);
  if (problems.length > 0) throw new Error(`The environment variables of the web server are not valid:\n- ${problems.join('\n- ')}`);
  return { apiUrl, apiPublicUrl, apiPort, sessionSecret, oidc, development: source.NODE_ENV === 'development' };
}

function readOidc(source: Source, problems: string[]): OidcEnvironment | null {
  const issuer = source.LAMINA_OIDC_ISSUER;
  if (!issuer) return null;
  if (!isHttpUrl(issuer)) problems.push(`LAMINA_OIDC_ISSUER must be an http(s) URL, got "${issuer}"`);
  const mustHave = (name: string, why: string): string => {
    const value = source[name] || '';
    if (value === '') problems.push(`${name} must be set together with LAMINA_OIDC_ISSUER: ${why}`);
    return value;
  };
  return {
    issuer,
    clientId: mustHave('LAMINA_OIDC_CLIENT_ID', 'the name of this page at the provider'),
    clientSecret: source.LAMINA_OIDC_CLIENT_SECRET || null,
    apiToken: mustHave('LAMINA_OIDC_API_TOKEN', 'the API token that people who signed in write with'),
    allow: mustHave('LAMINA_OIDC_ALLOW', 'who may sign in: e-mail addresses, @domains or subjects, separated by commas; * for everybody')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
