import type { RequestHandler } from 'express';

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** Lets pages of the allowed origins call the API. Browsers block the reply for other pages. */
export function createCors(allowedOrigins: ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin');
    const origin = request.headers.origin;
    if (origin !== undefined && allowedOrigins.has(origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
      response.setHeader('Access-Control-Allow-Headers', 'content-type, authorization, apollo-require-preflight, lamina-release');
      response.setHeader('Access-Control-Max-Age', '600');
    }
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}

/** Origins whose pages may call the API from a browser: the web app's origin. If it is on this machine, all names of this machine are included. */
export function listAllowedOrigins(webOrigin: string): ReadonlySet<string> {
  const url = new URL(webOrigin);
  if (!LOOPBACK_HOSTS.includes(url.hostname)) return new Set([url.origin]);
  return new Set(LOOPBACK_HOSTS.map((host) => new URL(`${url.protocol}//${host}:${url.port}`).origin));
}
