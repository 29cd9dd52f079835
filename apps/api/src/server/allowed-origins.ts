const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** Origins whose pages may call the API from a browser: the web app's origin. If it is on this machine, all names of this machine are included. */
export function listAllowedOrigins(webOrigin: string): ReadonlySet<string> {
  const url = new URL(webOrigin);
  if (!LOOPBACK_HOSTS.includes(url.hostname)) return new Set([url.origin]);
  return new Set(LOOPBACK_HOSTS.map((host) => new URL(`${url.protocol}//${host}:${url.port}`).origin));
}
